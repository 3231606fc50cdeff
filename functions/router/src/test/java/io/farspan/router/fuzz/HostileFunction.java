package io.farspan.router.fuzz;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.StringJoiner;
import java.util.concurrent.ExecutionException;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

import io.farspan.protocol.http.Gzip;
import io.farspan.protocol.json.Json;
import io.farspan.testkit.fuzz.Chance;
import io.farspan.testkit.fuzz.Mutations;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * A compromised function: it answers one request in three properly, and the others with almost valid answers or broken
 * HTTP. The same request always gets the same answer.
 */
public final class HostileFunction implements AutoCloseable {

    /** How long it stays silent before it closes the connection. */
    private static final long SILENT_MILLIS = 150;

    private static final List<Integer> STATUSES = List.of(204, 302, 400, 401, 404, 413, 429, 500, 502, 503);

    private final long seed;
    private final String location;
    private final String instance;
    private final Vertx vertx = Vertx.vertx(
            new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1).setInternalBlockingPoolSize(1));
    private final HttpServer server;

    /** Starts the function of a location with one instance. */
    public HostileFunction(long seed, String location, String instance) throws InterruptedException {
        this.seed = seed;
        this.location = location;
        this.instance = instance;
        try {
            server = vertx.createHttpServer(
                            new HttpServerOptions().setHost("127.0.0.1").setPort(0))
                    .requestHandler(request -> request.body().onSuccess(body -> answer(request, body.getBytes())))
                    .listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The port it listens on. */
    public int port() {
        return server.actualPort();
    }

    private void answer(HttpServerRequest request, byte[] body) {
        JsonNode call = read(body, Gzip.CODING.equals(request.getHeader("Content-Encoding")));
        Chance chance = new Chance(
                seed, Arrays.hashCode(call.path("requests").toString().getBytes(UTF_8)));
        Mutations mutations = new Mutations(chance);
        boolean probe = request.path().endsWith("probe");
        String right = probe ? probed() : called(call.path("requests"));
        byte[] answer = chance.oneIn(3) ? right.getBytes(UTF_8) : mutations.body(right);
        send(request, chance, answer);
    }

    private void send(HttpServerRequest request, Chance chance, byte[] body) {
        HttpServerResponse response = request.response().putHeader("Content-Type", "application/json");
        switch (chance.below(60)) {
            case 0 ->
                vertx.setTimer(SILENT_MILLIS, timer -> request.connection().close());
            case 1 -> request.connection().close();
            case 2 -> {
                response.putHeader("Content-Length", Integer.toString(body.length + 10));
                response.write(Buffer.buffer(body))
                        .onComplete(written -> request.connection().close());
            }
            case 3 -> response.putHeader("Content-Encoding", Gzip.CODING).end(Buffer.buffer(body));
            case 4 -> response.putHeader("Content-Encoding", Gzip.CODING).end(Buffer.buffer(Gzip.compress(body)));
            case 5 -> response.putHeader("Content-Type", "text/html").end("<html>" + location);
            case 6 -> response.putHeader("Farspan-Time", "99999999999999999999").end(Buffer.buffer(body));
            case 7 ->
                response.putHeader("Farspan-Time", Long.toString(chance.number()))
                        .end(Buffer.buffer(body));
            case 8 -> response.setStatusCode(chance.pick(STATUSES)).end(Buffer.buffer(body));
            case 9 ->
                response.setStatusCode(429).putHeader("Retry-After", "soon").end();
            case 10 ->
                response.setStatusCode(503)
                        .putHeader("Retry-After", "99999999999")
                        .end("{}");
            case 11 ->
                response.setStatusCode(502)
                        .end("{\"code\":\"" + chance.pick(List.of("TOKEN_EXPIRED", "EPOCH_STALE", "NO_SUCH", ""))
                                + "\"}");
            case 12 -> response.end();
            default -> response.end(Buffer.buffer(body));
        }
    }

    private String probed() {
        return "{\"location\":\"%1$s\",\"epoch\":1,\"timeMillis\":%2$d,\"instances\":[{\"target\":\"%1$s/%3$s\",\"ending\":\"REACHED\",\"connectMs\":0.2,\"tookMs\":1.5,\"responses\":[{\"status\":200,\"value\":{\"used\":1}}]}],\"peers\":[{\"target\":\"az1\",\"ending\":\"SILENT\",\"stage\":\"tcp\",\"connectMs\":0.2,\"tookMs\":1,\"detail\":\"nothing came back\"}],\"foreign\":[]}"
                .formatted(location, System.currentTimeMillis(), instance);
    }

    private String called(JsonNode requests) {
        StringJoiner responses = new StringJoiner(",");
        int most = 50; // of a bulk of a thousand, the first show as much
        for (JsonNode request : requests) {
            if (most-- > 0) {
                responses.add("{\"status\":200,\"timestamp\":1764000000,\"value\":"
                        + value(request.path("type").asText()) + "}");
            }
        }
        return "{\"location\":\"%1$s\",\"epoch\":1,\"outcomes\":[{\"instance\":\"%1$s/%2$s\",\"location\":\"%1$s\",\"tookMs\":1,\"responses\":[%3$s]}]}"
                .formatted(location, instance, responses);
    }

    private static String value(String type) {
        return switch (type) {
            case "read" -> "{\"used\":10,\"max\":1.5,\"names\":[\"a\",\"b\"]}";
            case "list" ->
                "{\"java.lang\":{\"type=Memory\":{\"desc\":\"memory\",\"class\":\"M\",\"attr\":{\"Verbose\":{\"type\":\"boolean\",\"rw\":true,\"desc\":\"v\"}},\"op\":{\"gc\":{\"args\":[],\"ret\":\"void\",\"desc\":\"gc\"}}}}}";
            case "search" -> "[\"java.lang:type=Memory\",\"shop:type=Orders,name=\\\"x\\\"\"]";
            case "version" -> "{\"protocol\":\"8.0\",\"agent\":\"2.1.2\",\"info\":{}}";
            case "notification" -> "{\"id\":\"0af1\",\"backend\":{\"pull\":{\"maxEntries\":100}},\"handle\":\"1\"}";
            default -> "42";
        };
    }

    private static JsonNode read(byte[] body, boolean gzip) {
        try {
            return Json.wire().readTree(gzip ? Gzip.expand(body, 64 << 20) : body);
        } catch (IOException e) {
            throw new IllegalStateException("The router sent a body that is not JSON", e);
        }
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
