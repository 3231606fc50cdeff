package io.farspan.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

import io.farspan.local.process.Child;
import io.farspan.protocol.json.Json;

import static java.nio.charset.StandardCharsets.UTF_8;

/** An unmodified Prometheus, as Debian has it. Without it a test is skipped with a message, and fails in CI. */
final class Prometheus implements AutoCloseable {

    private final Child process;
    private final URI address;
    private final HttpClient http = HttpClient.newHttpClient();

    private Prometheus(Child process, int port) {
        this.process = process;
        this.address = URI.create("http://127.0.0.1:" + port);
    }

    /** Starts one in {@code folder} with these settings. */
    static Prometheus start(Path folder, String settings) throws IOException {
        String program = require("prometheus");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path file = Files.writeString(folder.resolve("prometheus.yml"), settings);
        return new Prometheus(
                Child.start(
                        "prometheus",
                        folder.resolve("prometheus.log"),
                        Map.of(),
                        List.of(
                                program,
                                "--config.file=" + file,
                                "--storage.tsdb.path=" + folder.resolve("data"),
                                "--web.listen-address=127.0.0.1:" + port)),
                port);
    }

    /** The path of one of its programs. */
    static String require(String program) {
        Optional<String> path = Stream.of(System.getenv("PATH").split(":", -1))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .map(Path::toString)
                .findFirst();
        if (path.isEmpty() && Boolean.parseBoolean(System.getenv("FARSPAN_REQUIRE_PROMETHEUS"))) {
            Assertions.fail("not installed: " + program);
        }
        Assumptions.assumeTrue(path.isPresent(), () -> "skipped, not installed: " + program);
        return path.orElseThrow();
    }

    /** The series that an expression gives now; a missing node until Prometheus answers. */
    JsonNode query(String expression) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(address.resolve("/api/v1/query?query=" + URLEncoder.encode(expression, UTF_8)))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        return Json.wire().readTree(answer.body()).path("data").path("result");
    }

    @Override
    public void close() {
        process.close();
    }
}
