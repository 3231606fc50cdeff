package io.farspan.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import java.util.zip.GZIPInputStream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.farspan.local.stack.LocalStack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;

/** Logs of instances behind the packaged Lambda, the packaged Azure function app and the private-datacenter function. */
@ExtendWith(StackFixture.class)
class TelemetryIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final List<String> LOGGING = List.of("aws1/i-1", "az1/i-1", "dc1/i-1", "aws1/i-2", "az1/i-2");
    private static final String STOCK = "dc1/i-2";

    private LocalStack stack;
    private Api api;

    @BeforeEach
    void use(LocalStack shared) {
        stack = shared;
        api = new Api(shared);
    }

    @Test
    void whatEveryInstanceLogsIsListedOnceAndInTheOrderOfTime() throws IOException, InterruptedException {
        // given: orders at one instance after the other
        Instant begin = Instant.now();
        Orders orders = new Orders(stack);
        for (int number = 0; number < 40; number++) {
            orders.place(LOGGING.get(number % LOGGING.size()));
        }

        // when
        List<JsonNode> records = await().atMost(LIMIT)
                .until(
                        () -> api.logs(Map.of("from", begin.toString(), "text", orders.text())),
                        found -> found.size() >= orders.records());

        // then
        assertThat(records).isSortedAccordingTo((one, other) -> time(one).compareTo(time(other)));
        assertThat(of(records, stream -> stream.equals("jul")))
                .map(record -> instance(record) + " " + record.path("message").asText())
                .containsExactlyElementsOf(orders.events());
        assertThat(of(records, stream -> stream.startsWith("file:")))
                .map(record ->
                        instance(record) + record.path("message").asText().replaceFirst("^\\S+", ""))
                .containsExactlyInAnyOrderElementsOf(orders.requests());
        assertThat(records).hasSize(orders.records());
    }

    @Test
    void anEventWithItsStackTraceIsOneRecord() {
        List<JsonNode> errors = await().atMost(LIMIT)
                .until(
                        () -> api.logs(Map.of("level", "error", "location", "az1", "instance", "i-1")),
                        found -> !found.isEmpty());

        assertThat(errors).allSatisfy(error -> {
            assertThat(instance(error)).isEqualTo("az1/i-1");
            assertThat(error.path("severity").asInt()).isEqualTo(17);
            assertThat(error.path("logger").asText()).isEqualTo("shop");
        });
        assertThat(errors.get(0).path("message").asText())
                .contains(
                        "failed\njava.lang.IllegalStateException: the scales are switched off\n\tat io.farspan.local.shop");
    }

    @Test
    void nothingWaitsAtTheAgentsInTheEndAndTheStockAgentIsNoError() throws IOException {
        // when
        List<JsonNode> streams = await().atMost(LIMIT)
                .until(
                        () -> api.streams().stream()
                                .filter(stream ->
                                        !instance(stream).equals("dc1/moved")) // another test's name for one of them
                                .filter(stream -> stream.path("kind").asText().equals("log"))
                                .toList(),
                        found -> found.size() == 2 * LOGGING.size()
                                && found.stream()
                                        .allMatch(
                                                stream -> stream.path("backlog").asLong() == 0));

        // then
        assertThat(streams)
                .map(stream -> instance(stream))
                .doesNotContain(STOCK)
                .containsAll(LOGGING);
        assertThat(streams).allSatisfy(stream -> assertThat(stream.path("next").asLong())
                .isPositive()
                .isEqualTo(stream.path("end").asLong()));
        assertThat(Files.readString(stack.work().resolve("router.log"))).doesNotContain(STOCK + " cannot be read");
        api.call("shop", "{\"select\":{\"instances\":[\"" + STOCK + "\"]},\"requests\":[" + Api.HEAP + "]}")
                .body("outcomes.responses.flatten().status", contains(200));
    }

    @Test
    void whatWaitsAtTheAgentsIsAMetricOfHome() {
        await().atMost(LIMIT).untilAsserted(() -> api.as("viewer")
                .get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("farspan_telemetry_backlog_records{application=\"shop\",location=\"aws1\","
                        + "stream=\"jul\"")));
    }

    @Test
    void metricsOfAStockAgentAreSampledByHome() {
        // when
        JsonNode threads = await().atMost(LIMIT)
                .until(
                        () -> api.metrics(Map.of("instance", STOCK, "name", "jvm.thread.count", "step", "1s")),
                        report -> latest(report).isPresent());

        // then: each in one series of the instance's own
        assertThat(latest(threads).orElseThrow()).isPositive();
        assertThat(threads.path("series"))
                .allSatisfy(
                        series -> assertThat(series.path("instance").asText()).isEqualTo(STOCK))
                .map(series -> series.path("attributes").toString())
                .doesNotHaveDuplicates();
    }

    private static Optional<Double> latest(JsonNode report) {
        return StreamSupport.stream(report.path("series").spliterator(), false)
                .flatMap(series -> StreamSupport.stream(series.path("values").spliterator(), false))
                .filter(JsonNode::isNumber)
                .map(JsonNode::asDouble)
                .reduce((before, after) -> after);
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void aLargePageIsCompressedAsItSays(HttpClient.Version version) throws IOException, InterruptedException {
        // given
        await().atMost(LIMIT).until(() -> api.logs(Map.of()).size() > 400);

        // when
        String credentials = Base64.getEncoder().encodeToString(("viewer:" + stack.password()).getBytes(UTF_8));
        HttpResponse<InputStream> response = HttpClient.newBuilder()
                .version(version)
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create(stack.router() + "/api/v1/applications/shop/logs"))
                                .header("Authorization", "Basic " + credentials)
                                .header("Accept-Encoding", "gzip")
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());

        // then
        assertThat(response.version()).isEqualTo(version);
        String coding = response.headers().firstValue("Content-Encoding").orElse("identity");
        try (InputStream page = coding.equals("gzip") ? new GZIPInputStream(response.body()) : response.body()) {
            assertThat(new String(page.readNBytes(100), UTF_8)).as(coding).startsWith("{\"time\":");
        }
    }

    private static List<JsonNode> of(List<JsonNode> records, Predicate<String> stream) {
        return records.stream()
                .filter(record -> stream.test(record.path("stream").asText()))
                .toList();
    }

    private static Instant time(JsonNode record) {
        return Instant.parse(record.path("time").asText());
    }

    private static String instance(JsonNode record) {
        return record.path("instance").asText();
    }
}
