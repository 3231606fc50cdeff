package io.farspan.telemetry.prometheus;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.telemetry.matching.LabelMatcher.Operator;
import io.farspan.telemetry.wire.Snappy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Chunks and their frames beside those of an unmodified Prometheus, as Debian has it, over the same samples. Without it the
 * test is skipped with a message, and fails in CI.
 */
class PrometheusChunksTest {

    private static final Instant BEGIN =
            Instant.now().truncatedTo(ChronoUnit.HOURS).minus(Duration.ofHours(10));

    @TempDir
    private Path work;

    @Test
    void theSameSamplesAreTheSameBytes() throws Exception {
        // given: what Prometheus has stored, of every kind of step and change
        List<String> lines = new ArrayList<>();
        Random random = new Random(14);
        long time = BEGIN.toEpochMilli();
        double value = 1;
        for (int sample = 0; sample < 3_000; sample++) {
            time += random.nextInt(10) == 0 ? 1 + random.nextInt(20_000) : 5_000;
            value = random.nextInt(3) == 0 ? value : random.nextInt(3) == 0 ? random.nextGaussian() : value + 1;
            lines.add("m{a=\"b\"} " + value + " " + time / 1_000 + "." + String.format("%03d", time % 1_000));
        }
        Path text = Files.writeString(
                work.resolve("samples.txt"), "# TYPE m gauge\n" + String.join("\n", lines) + "\n# EOF\n");
        Path data = work.resolve("data");
        Process made = new ProcessBuilder(
                        require("promtool"),
                        "tsdb",
                        "create-blocks-from",
                        "openmetrics",
                        text.toString(),
                        data.toString())
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("promtool.log").toFile())
                .start();
        assertThat(made.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(made.exitValue())
                .as(Files.readString(work.resolve("promtool.log")))
                .isZero();

        // when
        byte[] body = read(
                data,
                ReadMessages.request(
                        BEGIN, Instant.now(), List.of(new ReadMessages.Condition(Operator.EQUAL, "__name__", "m")), 1));

        // then: each of its chunks is what its samples become here
        List<byte[]> theirs = new ArrayList<>();
        ReadMessages.chunks(body).forEach(chunk -> theirs.add(chunk.getValue()));
        int samples = 0;
        for (byte[] chunk : theirs) {
            XorChunk ours = new XorChunk();
            for (String sample : new ReadMessages.XorReader(chunk).read()) {
                String[] parts = sample.split(" ");
                ours.add(Long.parseLong(parts[0]), Double.parseDouble(parts[1]));
                samples++;
            }
            // Prometheus begins the next byte when it has just filled one, though nothing comes.
            assertThat(ours.toBytes()).hasSizeBetween(chunk.length - 1, chunk.length);
            assertThat(Arrays.copyOf(ours.toBytes(), chunk.length)).isEqualTo(chunk);
        }
        assertThat(samples).isEqualTo(3_000);
    }

    private byte[] read(Path data, byte[] request) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path settings = Files.writeString(work.resolve("prometheus.yml"), "scrape_configs: []\n");
        Process prometheus = new ProcessBuilder(
                        require("prometheus"),
                        "--config.file=" + settings,
                        "--storage.tsdb.path=" + data,
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("prometheus.log").toFile())
                .start();
        try {
            HttpRequest post = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/read"))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(Snappy.compress(request)))
                    .build();
            return Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(
                            () -> HttpClient.newHttpClient().send(post, HttpResponse.BodyHandlers.ofByteArray()),
                            response -> response.statusCode() == 200 && response.body().length > 0)
                    .body();
        } finally {
            prometheus.destroyForcibly().onExit().join();
        }
    }

    private static String require(String program) {
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
}
