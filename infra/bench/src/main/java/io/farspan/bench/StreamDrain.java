package io.farspan.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.protocol.json.Json;

/** Reads one stream of an agent and releases it, as a location's function does for home, and throws the records away. */
final class StreamDrain implements AutoCloseable {

    private static final long PAUSE_MILLIS = 250;
    private static final int MOST_BYTES = 3_000_000;

    private final URI agent;
    private final String stream;
    private final HttpClient http = HttpClient.newHttpClient();
    private final AtomicLong records = new AtomicLong();
    private final Thread thread = new Thread(this::run, "drain");
    private volatile boolean ended;
    private volatile String failure = "";

    /** A drain that has begun. */
    StreamDrain(int port, String stream) {
        this.agent = URI.create("http://127.0.0.1:" + port + "/jolokia/");
        this.stream = stream;
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        String incarnation = "";
        long from = 0;
        try {
            while (!ended) {
                JsonNode read = Json.wire().readTree(exec("read", stream, incarnation, from, MOST_BYTES));
                boolean same = read.path("incarnation").asText().equals(incarnation);
                incarnation = read.path("incarnation").asText();
                long next = read.path("next").asLong();
                records.addAndGet(next - (same ? from : 0));
                from = next;
                exec("release", stream, incarnation, from);
                if (from == read.path("end").asLong()) {
                    TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                }
            }
        } catch (IOException | RuntimeException e) {
            failure = e.toString();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String exec(String operation, Object... arguments) throws IOException, InterruptedException {
        byte[] body = Json.write(Map.of(
                "type",
                "exec",
                "mbean",
                "io.farspan:type=Streams",
                "operation",
                operation,
                "arguments",
                List.of(arguments)));
        HttpResponse<byte[]> response = http.send(
                HttpRequest.newBuilder(agent)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        JsonNode answer = Json.wire().readTree(response.body());
        if (answer.path("status").asInt() != 200) {
            throw new IOException(operation + " of " + stream + " answers " + answer.path("error"));
        }
        return answer.path("value").asText();
    }

    /** How many records it has read; fails when it could not go on. */
    long records() throws IOException {
        if (!failure.isEmpty()) {
            throw new IOException("The stream cannot be read on: " + failure);
        }
        return records.get();
    }

    @Override
    public void close() {
        ended = true;
        thread.interrupt();
    }
}
