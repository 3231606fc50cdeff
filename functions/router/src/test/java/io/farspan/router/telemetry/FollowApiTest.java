package io.farspan.router.telemetry;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.stream.StreamKind;
import io.farspan.protocol.stream.StreamName;
import io.farspan.protocol.stream.StreamRecord;
import io.farspan.router.fixture.CollectingRouter;
import io.farspan.router.fixture.RouterDatabase;
import io.farspan.router.fixture.RouterFixture;
import io.farspan.telemetry.store.LogRow;
import io.farspan.telemetry.store.RecordBatch;
import io.farspan.telemetry.store.StreamKey;
import io.farspan.telemetry.store.TelemetryStore;

import static io.farspan.router.fixture.RouterRequests.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

/** Following the logs over HTTP. */
@QuarkusTest
@WithTestResource(value = RouterFixture.class, scope = TestResourceScope.MATCHING_RESOURCES)
@WithTestResource(value = RouterDatabase.class, scope = TestResourceScope.MATCHING_RESOURCES)
@TestProfile(CollectingRouter.class)
@Timeout(60)
class FollowApiTest {

    /** Of an application of its own: other tests count the records of the shop. */
    private static final String LOGS = "/api/v1/applications/secure/logs";

    private static final String EVENTS = "text/event-stream";

    private final StreamKey stream = new StreamKey(
            "secure",
            InstanceId.parse("az1/f-1"),
            new StreamName(UUID.randomUUID().toString()),
            UUID.randomUUID());
    private long next;

    @TestHTTPResource("/")
    URL router;

    @Inject
    TelemetryStore store;

    @Test
    void curlSeesWhatArrives() throws IOException, InterruptedException {
        // given
        try (BufferedReader lines = follow("?follow=true&location=az1", "*/*", Optional.empty())) {
            assertThat(lines.readLine()).startsWith("{\"next\":");

            // when
            append("one", Map.of("password", "hunter2"));
            append("two", Map.of());

            // then
            assertThat(lines.readLine())
                    .contains("\"message\":\"one\"")
                    .contains("***")
                    .doesNotContain("hunter2");
            assertThat(lines.readLine()).contains("\"message\":\"two\"");
        }
    }

    @Test
    void whoIsCutOffGoesOnAfterTheLastEvent() throws IOException, InterruptedException {
        // given
        String id;
        try (BufferedReader lines = follow("?text=number", EVENTS, Optional.empty())) {
            assertThat(event(lines)).hasSize(1);
            append("number one", Map.of());
            append("another", Map.of());
            List<String> event = event(lines);
            assertThat(event.get(1)).startsWith("data: {").contains("number one");
            id = event.get(0).substring("id: ".length());
        }

        // when
        append("number two", Map.of());

        // then
        try (BufferedReader lines = follow("?text=number", EVENTS, Optional.of(id))) {
            assertThat(event(lines)).containsExactly("id: " + id);
            assertThat(event(lines).get(1)).contains("number two");
            append("number three", Map.of());
            assertThat(event(lines).get(1)).contains("number three");
        }
    }

    @Test
    void aPersonHasFewSeatsAndTheyAreFreeWhenTheConnectionsAreClosed() throws IOException, InterruptedException {
        // given
        List<BufferedReader> open = new ArrayList<>();
        for (int seat = 0; seat < 4; seat++) {
            open.add(follow("?follow=true", "application/x-ndjson", Optional.empty(), "operator"));
        }

        // then
        HttpResponse<InputStream> refused = send("?follow=true", "*/*", Optional.empty(), "operator");
        refused.body().close();
        assertThat(refused.statusCode()).isEqualTo(429);

        // when
        for (BufferedReader each : open) {
            each.close();
        }

        // then
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            HttpResponse<InputStream> answer =
                    send("?follow=true", "application/x-ndjson", Optional.empty(), "operator");
            answer.body().close();
            assertThat(answer.statusCode()).isEqualTo(200);
        });
    }

    @Test
    void mistakesAreProblems() throws IOException, InterruptedException {
        for (String query : List.of(
                "?follow=yes",
                "?follow=true&from=2026-01-01T00:00:00Z",
                "?follow=true&limit=3",
                "?follow=true&after=1.2.3",
                "?follow=true&regex=(%3F%3Dx)",
                "?follow=true&regex=(")) {
            HttpResponse<InputStream> answer = send(query, "*/*", Optional.empty(), "viewer");
            try (InputStream body = answer.body()) {
                assertThat(answer.statusCode()).as(query).isEqualTo(400);
                assertThat(new String(body.readAllBytes(), StandardCharsets.UTF_8))
                        .contains("MALFORMED_REQUEST");
            }
        }
        given().get(LOGS + "?follow=true").then().statusCode(401);
        as("viewer")
                .get("/api/v1/applications/other/logs?follow=true")
                .then()
                .statusCode(404)
                .body("code", equalTo("APPLICATION_UNKNOWN"));
        as("viewer").get("/q/openapi").then().body(containsString("name: follow"));
    }

    private void append(String message, Map<String, String> attributes) {
        long now = TimeUnit.MILLISECONDS.toNanos(Instant.now().toEpochMilli());
        StreamRecord record = new StreamRecord(
                now,
                9,
                Optional.empty(),
                Optional.empty(),
                message,
                attributes,
                Optional.empty(),
                Optional.empty(),
                new byte[0],
                false,
                Optional.empty());
        store.append(new RecordBatch(
                stream, StreamKind.LOG, next, next + 1, next + 1, List.of(new LogRow(next, now, record))));
        next++;
    }

    /** The lines up to an empty one. */
    private static List<String> event(BufferedReader lines) throws IOException {
        List<String> event = new ArrayList<>();
        for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
            event.add(line);
        }
        return event;
    }

    private BufferedReader follow(String query, String accept, Optional<String> lastEvent)
            throws IOException, InterruptedException {
        return follow(query, accept, lastEvent, "viewer");
    }

    private BufferedReader follow(String query, String accept, Optional<String> lastEvent, String user)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> answer = send(query, accept, lastEvent, user);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
                .startsWith(accept.equals("*/*") ? "application/x-ndjson" : accept);
        return new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
    }

    private HttpResponse<InputStream> send(String query, String accept, Optional<String> lastEvent, String user)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(router + LOGS.substring(1) + query))
                .header("Accept", accept)
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(Duration.ofSeconds(20))
                .header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString((user + ":secret").getBytes(StandardCharsets.UTF_8)));
        lastEvent.ifPresent(id -> request.header("Last-Event-ID", id));
        return HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    }
}
