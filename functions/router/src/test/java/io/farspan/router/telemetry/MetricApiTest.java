package io.farspan.router.telemetry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.function.PluginOutcome;
import io.farspan.protocol.function.PluginReply;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.stream.CollectAnswer;
import io.farspan.protocol.stream.Frames;
import io.farspan.protocol.stream.StreamBatch;
import io.farspan.protocol.stream.StreamKind;
import io.farspan.protocol.stream.StreamName;
import io.farspan.router.fixture.RouterDatabase;
import io.farspan.router.fixture.RouterFixture;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.farspan.router.fixture.RouterRequests.SHOP;
import static io.farspan.router.fixture.RouterRequests.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

/**
 * Metrics from a function's answer through the database to the caller, and to an unmodified Prometheus, as Debian has it, that
 * reads them remotely.
 */
@QuarkusTest
@WithTestResource(value = RouterFixture.class, scope = TestResourceScope.MATCHING_RESOURCES)
@WithTestResource(value = RouterDatabase.class, scope = TestResourceScope.MATCHING_RESOURCES)
@TestProfile(MetricApiTest.OfItsOwn.class)
class MetricApiTest {

    private static final String READ = "/api/v1/read";
    private static final int SAMPLES = 60;
    private static final Instant END = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private static final Instant BEGIN = END.minusSeconds(10 * (SAMPLES - 1));

    /** A router of its own for this class. */
    public static class OfItsOwn implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "farspan.telemetry.collect.enabled", "true",
                    "farspan.telemetry.read.external-labels", "monitor");
        }
    }

    @TestHTTPResource("/")
    private URI router;

    @TempDir
    private Path work;

    @BeforeEach
    void collect() {
        RouterFixture.reset();
        RouterFixture.AWS.stubFor(post(urlEqualTo("/v1/plugins/collect"))
                .willReturn(aResponse()
                        .withHeader("Content-Type", "application/json")
                        .withBody(Json.write(new PluginReply("aws1", 1, "1", List.of(records()))))));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !metrics("name=jvm.cpu.time").path("series").isEmpty());
    }

    @Test
    void whatAnAgentSampledIsReadByAViewerAtEqualSteps() {
        // when: half a core, and an instance that begins again after five minutes
        JsonNode report = metrics("name=jvm.cpu.*&rate=true&aggregate=sum&step=1m&from=" + BEGIN.plusSeconds(60)
                + "&to=" + END.minusSeconds(30));

        // then
        JsonNode series = report.path("series").path(0);
        assertThat(series.path("name").asText()).isEqualTo("jvm.cpu.time");
        assertThat(series.path("unit").asText()).isEqualTo("s/s");
        assertThat(series.path("values")).hasSize(9).allSatisfy(value -> assertThat(value.asDouble())
                .isCloseTo(0.5, within(0.01)));
        assertThat(metrics("name=jvm.thread.count&aggregate=none")
                        .path("series")
                        .path(0)
                        .path("instance")
                        .asText())
                .isEqualTo("aws1/i-1");
    }

    @Test
    void anUnmodifiedPrometheusEvaluatesPromqlOverTheStore() throws Exception {
        // given: it adds an external label to what it asks for
        String settings = "global: {external_labels: {monitor: test}}\nremote_read:\n- url: " + router.resolve(READ)
                + "\n  read_recent: true\n  basic_auth: {username: viewer, password: secret}\n";
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Process prometheus = new ProcessBuilder(
                        prometheus(),
                        "--config.file=" + Files.writeString(work.resolve("prometheus.yml"), settings),
                        "--storage.tsdb.path=" + work.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("prometheus.log").toFile())
                .start();
        try {
            // when, then
            await().atMost(Duration.ofSeconds(60))
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .untilAsserted(() -> {
                        JsonNode result = query(
                                port, "rate(jvm_cpu_time_seconds_total{application=\"shop\",location=~\"aws.\"}[5m])");
                        assertThat(result).hasSize(1);
                        assertThat(result.path(0).path("value").path(1).asDouble())
                                .isCloseTo(0.5, within(0.02));
                        assertThat(result.path(0)
                                        .path("metric")
                                        .path("instance")
                                        .asText())
                                .isEqualTo("i-1");
                    });
            assertThat(query(port, "jvm_thread_count{application=\"shop\"}")
                            .path(0)
                            .path("value")
                            .path(1)
                            .asText())
                    .isEqualTo("11");
            assertThat(query(port, "jvm_thread_count{application=\"other\"}")).isEmpty();
        } finally {
            prometheus.destroyForcibly().onExit().join();
        }
    }

    @Test
    void bothFormsOfAnAnswerAreNegotiated() throws Exception {
        // when
        HttpResponse<byte[]> samples = send(message(0));
        HttpResponse<byte[]> chunks = send(message(1));

        // then
        assertThat(samples.statusCode()).isEqualTo(200);
        assertThat(samples.headers().firstValue("Content-Type")).contains("application/x-protobuf");
        assertThat(samples.headers().firstValue("Content-Encoding")).contains("snappy");
        assertThat(chunks.statusCode()).isEqualTo(200);
        assertThat(chunks.headers().firstValue("Content-Type"))
                .contains("application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse");
        assertThat(new String(chunks.body(), StandardCharsets.ISO_8859_1)).contains("jvm_cpu_time_seconds_total");
    }

    private HttpResponse<byte[]> send(byte[] body) throws IOException, InterruptedException {
        String login = Base64.getEncoder().encodeToString("viewer:secret".getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(router.resolve(READ))
                .header("Authorization", "Basic " + login)
                .header("Content-Type", "application/x-protobuf")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    @Test
    void whatIsNoRequestIsAProblemAndNobodyReadsWithoutALogin() {
        given().contentType("application/x-protobuf")
                .body(message(0))
                .post(READ)
                .then()
                .statusCode(401);
        given().get(SHOP + "/metrics").then().statusCode(401);
        read("viewer", new byte[] {5, 1, 2})
                .post(READ)
                .then()
                .statusCode(400)
                .body("code", equalTo("MALFORMED_REQUEST"));
        as("viewer").body("{}").post(READ).then().statusCode(415);
        as("viewer").get(SHOP + "/metrics?aggregate=median").then().statusCode(400);
        as("viewer").get("/api/v1/applications/other/metrics").then().statusCode(404);
    }

    private static JsonNode metrics(String query) {
        try {
            return Json.wire()
                    .readTree(as("viewer")
                            .get(SHOP + "/metrics?" + query)
                            .then()
                            .statusCode(200)
                            .extract()
                            .asByteArray());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode query(int port, String expression) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + "/api/v1/query?time=" + END.getEpochSecond() + "&query="
                + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        JsonNode answer = Json.wire()
                .readTree(HttpClient.newHttpClient()
                        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray())
                        .body());
        assertThat(answer.path("warnings")).isEmpty(); // what Prometheus says when it could not read
        return answer.path("data").path("result");
    }

    private static RequestSpecification read(String user, byte[] body) {
        return given().auth()
                .preemptive()
                .basic(user, "secret")
                .contentType("application/x-protobuf")
                .body(body);
    }

    /** A request for all series that accepts one form, as a literal of snappy. */
    private static byte[] message(int type) {
        byte[] matcher = field(3, bytes(new byte[] {8, 2}, field(2, text("__name__")), field(3, text(".+"))));
        byte[] times = bytes(new byte[] {8, 0, 16}, varint(END.toEpochMilli()));
        byte[] request = bytes(field(1, bytes(times, matcher)), new byte[] {16, (byte) type});
        return bytes(varint(request.length), new byte[] {(byte) (request.length - 1 << 2)}, request);
    }

    private static byte[] field(int number, byte[] value) {
        return bytes(new byte[] {(byte) (number << 3 | 2), (byte) value.length}, value);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] varint(long number) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        long rest = number;
        for (; rest >= 0x80; rest >>>= 7) {
            out.write((int) (rest & 0x7F | 0x80));
        }
        out.write((int) rest);
        return out.toByteArray();
    }

    private static byte[] bytes(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Stream.of(parts).forEach(out::writeBytes);
        return out.toByteArray();
    }

    private static String prometheus() {
        Optional<Path> found = Stream.of(System.getenv("PATH").split(":", -1))
                .map(folder -> Path.of(folder, "prometheus"))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty() && Boolean.parseBoolean(System.getenv("FARSPAN_REQUIRE_PROMETHEUS"))) {
            Assertions.fail("not installed: prometheus");
        }
        Assumptions.assumeTrue(found.isPresent(), "skipped, not installed: prometheus");
        return found.orElseThrow().toString();
    }

    /** Ten minutes: half a core is used, and the instance begins again in the middle. */
    private static PluginOutcome records() {
        Frames.Builder frames = new Frames.Builder();
        for (int sample = 0; sample < SAMPLES; sample++) {
            long nanos = TimeUnit.SECONDS.toNanos(BEGIN.getEpochSecond() + 10L * sample);
            long used = TimeUnit.SECONDS.toNanos(5L * (sample < SAMPLES / 2 ? 100 + sample : sample - SAMPLES / 2 + 1));
            frames.add(
                    ("{\"t\":" + nanos + ",\"j\":[{\"n\":\"java.lang:type=OperatingSystem\",\"v\":{\"ProcessCpuTime\":"
                                    + used + "}},{\"n\":\"java.lang:type=Threading\",\"v\":{\"ThreadCount\":11}}]}")
                            .getBytes(StandardCharsets.UTF_8));
        }
        byte[] answer = Json.write(new CollectAnswer(
                List.of(new StreamBatch(
                        InstanceId.parse("aws1/i-1"),
                        new StreamName("metrics"),
                        StreamKind.METRIC,
                        UUID.nameUUIDFromBytes(new byte[] {1}),
                        0,
                        SAMPLES,
                        SAMPLES,
                        Optional.empty(),
                        frames.build().block())),
                false,
                Map.of()));
        return PluginOutcome.answered("aws1", Optional.empty(), 1, RawJson.slice(answer, 0, answer.length));
    }
}
