package io.farspan.troubleshooting.actions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jolokia.jvmagent.JolokiaServer;
import org.jolokia.jvmagent.JolokiaServerConfig;

import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;

/** A stock Jolokia agent of this JVM. */
public final class StockAgent implements AutoCloseable {

    private final JolokiaServer server;
    private final HttpClient http = HttpClient.newHttpClient();

    /** Starts one on a free port. */
    public StockAgent() {
        try {
            server = new JolokiaServer(
                    new JolokiaServerConfig(Map.of("host", "127.0.0.1", "port", "0", "discoveryEnabled", "false")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.start();
    }

    /** What it answers, a response to each request. */
    public List<RawJson> ask(List<RawJson> requests) {
        try {
            HttpRequest post = HttpRequest.newBuilder(URI.create(server.getUrl()))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(requests)))
                    .build();
            byte[] body =
                    http.send(post, HttpResponse.BodyHandlers.ofByteArray()).body();
            List<RawJson> responses = new ArrayList<>();
            Json.wire().readTree(body).forEach(response -> responses.add(RawJson.of(response)));
            return responses;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop();
    }
}
