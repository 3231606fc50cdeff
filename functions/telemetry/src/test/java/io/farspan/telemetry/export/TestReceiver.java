package io.farspan.telemetry.export;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsPartialSuccess;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceResponse;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.logs.v1.LogRecord;

import io.farspan.protocol.http.Gzip;

/** An OTLP receiver on loopback, which reads with OpenTelemetry's own classes and fails as it is told. */
final class TestReceiver implements AutoCloseable {

    private static final int LARGEST = 64 << 20;

    /** How a request is answered. */
    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private final HttpServer server;
    private final Deque<Answer> answers = new ConcurrentLinkedDeque<>();

    /** All requests in the order in which they came, whatever was answered. */
    final List<ExportLogsServiceRequest> logs = new CopyOnWriteArrayList<>();

    final List<ExportMetricsServiceRequest> metrics = new CopyOnWriteArrayList<>();
    final List<String> authorizations = new CopyOnWriteArrayList<>();

    TestReceiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/otlp/v1/logs", this::logs);
        server.createContext("/otlp/v1/metrics", this::metrics);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/otlp");
    }

    /** Answers the next requests like this; all others are taken. */
    void next(Answer... some) {
        answers.addAll(List.of(some));
    }

    /** A status, and nothing else. */
    static Answer status(int status) {
        return exchange -> exchange.sendResponseHeaders(status, -1);
    }

    /** A status and how long to wait. */
    static Answer later(int status, String retryAfter) {
        return exchange -> {
            exchange.getResponseHeaders().set("Retry-After", retryAfter);
            exchange.sendResponseHeaders(status, -1);
        };
    }

    /** A connection that ends before the answer. */
    static Answer cut() {
        return exchange -> {
            throw new IOException("cut");
        };
    }

    /** A connection that ends within the answer. */
    static Answer cutWithin() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write(new byte[10]);
            exchange.getResponseBody().flush();
            throw new IOException("cut");
        };
    }

    /** Everything but some is taken. */
    static Answer partly(long rejected, String why) {
        return exchange -> {
            byte[] body = ExportLogsServiceResponse.newBuilder()
                    .setPartialSuccess(ExportLogsPartialSuccess.newBuilder()
                            .setRejectedLogRecords(rejected)
                            .setErrorMessage(why))
                    .build()
                    .toByteArray();
            exchange.getResponseHeaders().set("Content-Type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        };
    }

    private void logs(HttpExchange exchange) throws IOException {
        logs.add(ExportLogsServiceRequest.parseFrom(body(exchange)));
        answer(exchange);
    }

    private void metrics(HttpExchange exchange) throws IOException {
        metrics.add(ExportMetricsServiceRequest.parseFrom(body(exchange)));
        answer(exchange);
    }

    private byte[] body(HttpExchange exchange) throws IOException {
        authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        if (!"application/x-protobuf".equals(exchange.getRequestHeaders().getFirst("Content-Type"))
                || !"gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))) {
            throw new IOException("not OTLP over HTTP");
        }
        return Gzip.expand(exchange.getRequestBody().readAllBytes(), LARGEST);
    }

    private void answer(HttpExchange exchange) throws IOException {
        Answer answer = answers.poll();
        (answer == null ? status(200) : answer).to(exchange);
        exchange.close();
    }

    /** The records that came, in order. */
    List<LogRecord> records() {
        List<LogRecord> records = new ArrayList<>();
        logs.forEach(request -> request.getResourceLogsList().forEach(resource -> resource.getScopeLogsList()
                .forEach(scope -> records.addAll(scope.getLogRecordsList()))));
        return records;
    }

    /** The texts of the records that came, in order. */
    List<String> messages() {
        return records().stream()
                .map(record -> record.getBody().getStringValue())
                .toList();
    }

    /** The values of the points that came, in order. */
    List<Double> values() {
        List<Double> values = new ArrayList<>();
        metrics.forEach(request -> request.getResourceMetricsList().forEach(resource -> resource.getScopeMetricsList()
                .forEach(scope -> scope.getMetricsList().forEach(metric -> metric.getGauge()
                        .getDataPointsList()
                        .forEach(point -> values.add(point.getAsDouble()))))));
        return values;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
