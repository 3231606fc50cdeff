package io.farspan.local.stack;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.local.http.LoopbackServer;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The main job once: the heap of every instance, in one unified call. */
final class Once {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CALL =
            """
            {"select":"all",
             "requests":[{"type":"read","mbean":"java.lang:type=Memory","attribute":"HeapMemoryUsage"}],
             "unify":["sum"],"deadlineMs":15000}
            """;

    private final LocalStack stack;
    private final PrintStream out;

    Once(LocalStack stack, PrintStream out) {
        this.stack = stack;
        this.out = out;
    }

    /** Asks and prints; returns whether every instance answered. */
    boolean run() throws IOException, InterruptedException {
        String credentials = Base64.getEncoder().encodeToString(("viewer:" + stack.password()).getBytes(UTF_8));
        HttpClient.Builder client = HttpClient.newBuilder();
        if (stack.trustStore().isPresent()) {
            client.sslContext(LoopbackServer.context(stack.trustStore().get(), Tls.PASSWORD));
        }
        HttpResponse<String> response = client.build()
                .send(
                        HttpRequest.newBuilder(URI.create(stack.router() + "/api/v1/applications/shop/calls"))
                                .header("Authorization", "Basic " + credentials)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(CALL))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        JsonNode answer = JSON.readTree(response.body());
        if (response.statusCode() != 200) {
            throw new IOException("The router answers " + response.statusCode() + ": "
                    + answer.path("detail").asText());
        }
        printTable(answer);
        return printSummary(answer);
    }

    private void printTable(JsonNode answer) {
        out.printf("%n%-14s %-9s %9s %12s   %s%n", "INSTANCE", "LOCATION", "TOOK", "HEAP USED", "");
        for (JsonNode outcome : answer.path("outcomes")) {
            JsonNode value = outcome.path("responses").path(0).path("value");
            out.printf(
                    "%-14s %-9s %6d ms %12s   %s%n",
                    outcome.path("instance").asText(),
                    outcome.path("location").asText(),
                    outcome.path("tookMs").asLong(),
                    value.has("used") ? megabytes(value.path("used")) : "-",
                    outcome.path("problem").path("detail").asText());
        }
        out.printf(
                "%-14s %-9s %6d ms %12s%n%n",
                "all",
                "",
                answer.path("tookMs").asLong(),
                megabytes(answer.path("unified").path(0).path("sum").path("used")));
    }

    private boolean printSummary(JsonNode answer) throws IOException {
        Set<String> locations = new TreeSet<>();
        int answered = 0;
        for (JsonNode outcome : answer.path("outcomes")) {
            locations.add(outcome.path("location").asText());
            answered += outcome.has("responses") ? 1 : 0;
        }
        ObjectNode summary = JSON.createObjectNode();
        summary.put("application", answer.path("application").asText());
        summary.put("locations", locations.size());
        summary.put("instances", answer.path("outcomes").size());
        summary.put("answered", answered);
        summary.put("partial", answer.path("partial").asBoolean());
        summary.put("functionCalls", answer.path("functionCalls").asInt());
        summary.put("tookMs", answer.path("tookMs").asLong());
        out.println(JSON.writeValueAsString(summary));
        return !answer.path("partial").asBoolean();
    }

    private static String megabytes(JsonNode bytes) {
        return String.format("%.1f MiB", bytes.asLong() / 1048576.0);
    }
}
