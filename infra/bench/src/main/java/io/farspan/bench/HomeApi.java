package io.farspan.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.farspan.local.http.LoopbackServer;
import io.farspan.local.stack.LocalStack;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A client of a router's API, as in an administrator's script. */
final class HomeApi {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BASE = "/api/v1/applications/shop";

    private final String router;
    private final String credentials;
    private final HttpClient http;

    HomeApi(LocalStack stack, String router) throws IOException {
        this.router = router;
        this.credentials = Base64.getEncoder().encodeToString(("admin:" + stack.password()).getBytes(UTF_8));
        HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        if (stack.trustStore().isPresent()) {
            builder.sslContext(LoopbackServer.context(stack.trustStore().get(), "changeit"));
        }
        this.http = builder.connectTimeout(Duration.ofSeconds(2)).build();
    }

    /** The verdicts as {@code KIND component}. */
    Set<String> verdicts() throws IOException, InterruptedException {
        Set<String> verdicts = new TreeSet<>();
        for (JsonNode verdict : get("/diagnosis").path("verdicts")) {
            String kind = verdict.path("kind").asText();
            if (!kind.equals("HEALTHY")) {
                verdicts.add(kind + " " + verdict.path("component").asText());
            }
        }
        return verdicts;
    }

    /** The map. */
    JsonNode map() throws IOException, InterruptedException {
        return get("/map");
    }

    /** The traffic weights by location. */
    Map<String, Integer> weights() throws IOException, InterruptedException {
        Map<String, Integer> weights = new TreeMap<>();
        map().path("traffic")
                .forEach(target -> weights.put(
                        target.path("location").asText(), target.path("weight").asInt()));
        return weights;
    }

    /** Log records, a line each. */
    List<String> logs(String query) throws IOException, InterruptedException {
        HttpResponse<String> response =
                http.send(request("/logs?" + query).GET().build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException("The logs are answered with HTTP " + response.statusCode() + ": " + response.body());
        }
        return response.body().lines().toList();
    }

    /** The log records that arrive from now on, a line each, and a line with {@code next} first and in silence. */
    BufferedReader follow(String query) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = http.send(
                request("/logs?follow=true&" + query).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
        BufferedReader lines = new BufferedReader(new InputStreamReader(response.body(), UTF_8));
        if (response.statusCode() != 200) {
            throw new IOException("Following is answered with HTTP " + response.statusCode() + ": " + lines.readLine());
        }
        return lines;
    }

    /** The answer to a request, whatever its status. */
    HttpResponse<String> answer(String path) throws IOException, InterruptedException {
        return http.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Sets traffic weights. */
    JsonNode weights(Map<String, Integer> weights) throws IOException, InterruptedException {
        return post("/weights", JSON.writeValueAsString(Map.of("weights", weights, "reason", "bench")));
    }

    /** The instance that answered for the application; empty when none did. */
    List<String> primary(int deadlineMs) throws IOException, InterruptedException {
        JsonNode answer = post(
                "/calls",
                "{\"select\":\"primary\",\"requests\":[{\"type\":\"read\",\"mbean\":\"java.lang:type=Runtime\","
                        + "\"attribute\":\"Uptime\"}],\"deadlineMs\":" + deadlineMs + "}");
        List<String> answered = new ArrayList<>();
        for (JsonNode outcome : answer.path("outcomes")) {
            if (outcome.at("/responses/0/status").asInt() == 200) {
                answered.add(outcome.path("instance").asText());
            }
        }
        return answered;
    }

    /** Invokes an operation of the shop's fault MBean, or sets an attribute of it. */
    JsonNode trouble(String instance, String request) throws IOException, InterruptedException {
        return post(
                "/calls",
                "{\"select\":{\"instances\":[\"" + instance + "\"]},\"requests\":[" + request
                        + "],\"deadlineMs\":5000}");
    }

    /**
     * The same, for a fault that must be there when this returns.
     *
     * @throws IOException when it was refused: then nothing can be said of the verdicts
     */
    void require(String instance, String request) throws IOException, InterruptedException {
        JsonNode answer = trouble(instance, request);
        if (answer.at("/outcomes/0/responses/0/status").asInt() != 200) {
            throw new IOException("The fault could not be caused at " + instance + ": " + answer);
        }
    }

    /** Calls an agent directly, as another tool would, with a timeout of ten seconds. */
    void aside(int port, String request) throws IOException, InterruptedException {
        try {
            http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/jolokia/"))
                            .timeout(Duration.ofSeconds(10))
                            .POST(HttpRequest.BodyPublishers.ofString(request))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
        } catch (HttpTimeoutException e) {
            // The agent is busy with it.
        }
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    JsonNode post(String path, String body) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(router + BASE + path))
                .header("Authorization", "Basic " + credentials)
                .timeout(Duration.ofSeconds(10));
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        return JSON.readTree(response.body());
    }
}
