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
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
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

/** Logs of instances behind the packaged Lambda, the packaged Azure function app and the private-datacenter function. */
@ExtendWith(StackFixture.class)
class TelemetryIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern LISTENING = Pattern.compile("LISTENING ([0-9]+)");
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
        // given: orders over amounts that nobody else orders, at one instance after the other
        Instant begin = Instant.now();
        String prefix = "7" + begin.getEpochSecond();
        List<String> events = new ArrayList<>();
        List<String> requests = new ArrayList<>();
        for (int number = 0; number < 40; number++) {
            String instance = LOGGING.get(number % LOGGING.size());
            String amount = prefix + (100 + number);
            String id = order(instance, amount);
            events.add(instance + " order " + id + " over " + amount + " accepted");
            requests.add(instance + " POST /orders " + amount + " 201");
        }

        // when
        List<JsonNode> records = await().atMost(LIMIT)
                .until(
                        () -> api.logs(Map.of("from", begin.toString(), "text", prefix)),
                        found -> found.size() >= events.size() + requests.size());

        // then
        assertThat(records).isSortedAccordingTo((one, other) -> time(one).compareTo(time(other)));
        assertThat(of(records, stream -> stream.equals("jul")))
                .map(record -> instance(record) + " " + record.path("message").asText())
                .containsExactlyElementsOf(events);
        assertThat(of(records, stream -> stream.startsWith("file:")))
                .map(record ->
                        instance(record) + record.path("message").asText().replaceFirst("^\\S+", ""))
                .containsExactlyInAnyOrderElementsOf(requests);
        assertThat(records).hasSize(events.size() + requests.size());
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

    private String order(String instance, String amount) throws IOException, InterruptedException {
        String port = stack.child("instance:" + instance).await(LISTENING, LIMIT);
        HttpResponse<String> response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/orders"))
                                .POST(HttpRequest.BodyPublishers.ofString(amount))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(201);
        return response.body();
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
