package io.farspan.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A home that gives recorded answers, each path's one after the other and the last one again. */
final class RecordedHome implements AutoCloseable {

    /** A request as it arrived. */
    record Asked(String method, String path, String query, Map<String, String> headers, String body) {}

    private record Answer(int status, String type, String body) {}

    final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final Map<String, Queue<Answer>> answers = new HashMap<>();
    private final HttpServer server;

    RecordedHome() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newCachedThreadPool());
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    RecordedHome answers(String path, int status, String type, String body) {
        synchronized (answers) {
            answers.computeIfAbsent("/api/v1/applications" + path, some -> new ArrayDeque<>())
                    .add(new Answer(status, type, body));
        }
        return this;
    }

    RecordedHome answers(String path, String json) {
        return answers(path, 200, "application/json", json);
    }

    RecordedHome refuses(String path, String code, int status, boolean retryable) {
        return answers(
                path,
                status,
                "application/problem+json",
                "{\"type\":\"about:blank\",\"title\":\"t\",\"status\":" + status
                        + ",\"detail\":\"No, because.\",\"code\":\"" + code + "\",\"retryable\":" + retryable
                        + ",\"traceId\":\"0af7\"}");
    }

    private void answer(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new HashMap<>();
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name.toLowerCase(), values.get(0)));
        String path = exchange.getRequestURI().getPath();
        String query = exchange.getRequestURI().getQuery();
        asked.add(new Asked(
                exchange.getRequestMethod(),
                path,
                query == null ? "" : query,
                headers,
                new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
        Answer answer;
        synchronized (answers) {
            Queue<Answer> left = answers.getOrDefault(path, new ArrayDeque<>());
            answer = left.size() > 1 ? left.remove() : left.peek();
        }
        if (answer == null) {
            exchange.sendResponseHeaders(404, -1);
            exchange.close();
            return;
        }
        exchange.getResponseHeaders().add("Content-Type", answer.type());
        byte[] body = answer.body().getBytes(UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
