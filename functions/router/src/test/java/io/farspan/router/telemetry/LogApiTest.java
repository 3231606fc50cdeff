package io.farspan.router.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.function.PluginOutcome;
import io.farspan.protocol.function.PluginReply;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.stream.CollectAnswer;
import io.farspan.protocol.stream.Frames;
import io.farspan.protocol.stream.Gap;
import io.farspan.protocol.stream.StreamBatch;
import io.farspan.protocol.stream.StreamKind;
import io.farspan.protocol.stream.StreamName;
import io.farspan.protocol.stream.StreamRecord;
import io.farspan.router.fixture.CollectingRouter;
import io.farspan.router.fixture.RouterDatabase;
import io.farspan.router.fixture.RouterFixture;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.moreThanOrExactly;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.farspan.router.fixture.RouterRequests.SHOP;
import static io.farspan.router.fixture.RouterRequests.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

/** Logs from a function's answer through the database to the caller. */
@QuarkusTest
@WithTestResource(value = RouterFixture.class, scope = TestResourceScope.MATCHING_RESOURCES)
@WithTestResource(value = RouterDatabase.class, scope = TestResourceScope.MATCHING_RESOURCES)
@TestProfile(CollectingRouter.class)
class LogApiTest {

    private static final String COLLECT = "/v1/plugins/collect";
    private static final String SECRET = "hunter2";

    @BeforeEach
    void reset() {
        RouterFixture.reset();
    }

    @Test
    void whatAFunctionCollectsIsReadByAViewerOnce() {
        // given: a function that answers the same records whatever it is asked
        RouterFixture.AWS.stubFor(post(urlEqualTo(COLLECT))
                .willReturn(aResponse()
                        .withHeader("Content-Type", "application/json")
                        .withBody(Json.write(new PluginReply("aws1", 1, "1", List.of(records()))))));

        // when: it has been asked again since
        await().atMost(Duration.ofSeconds(30)).until(() -> lines("").size() == 3);
        RouterFixture.AWS.resetRequests();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> RouterFixture.AWS.verify(moreThanOrExactly(2), postRequestedFor(urlEqualTo(COLLECT))));

        // then
        List<String> lines = lines("");
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).contains("\"message\":\"one\"").contains("\"instance\":\"aws1/i-1\"");
        assertThat(lines.get(1))
                .contains("\"password\":\"***\"")
                .contains("\"traceId\"")
                .doesNotContain(SECRET);
        assertThat(lines.get(2)).contains("\"reason\": \"QUEUE_FULL\"");
        assertThat(lines("?level=error")).hasSize(1);
        assertThat(lines("?text=ONE")).hasSize(1);
        List<String> page = lines("?limit=2");
        assertThat(page).hasSize(3);
        assertThat(page.get(2)).startsWith("{\"next\":\"");
        assertThat(lines("?after=" + page.get(2).substring(9, page.get(2).length() - 2)))
                .containsExactly(lines.get(2));

        // and
        as("viewer")
                .get(SHOP + "/telemetry/streams")
                .then()
                .statusCode(200)
                .body("streams.instance", equalTo(List.of("aws1/i-1")))
                .body("streams[0].next", equalTo(3))
                .body("streams[0].ended", equalTo(false));
        assertThat(as("admin").get(SHOP + "/logs").asString()).contains(SECRET);
    }

    @Test
    void aMistakeIsAProblemAndNobodyReadsWithoutALogin() {
        as("viewer").get(SHOP + "/logs?regex=(").then().statusCode(400).body("code", equalTo("MALFORMED_REQUEST"));
        as("viewer").get(SHOP + "/logs?level=loud").then().statusCode(400).body("code", equalTo("MALFORMED_REQUEST"));
        given().get(SHOP + "/logs").then().statusCode(401);
        given().get(SHOP + "/telemetry/streams").then().statusCode(401);
    }

    @Test
    void anApplicationThatTheRouterDoesNotManageIsUnknown() {
        for (String resource : List.of("/logs", "/telemetry/streams")) {
            as("viewer")
                    .get("/api/v1/applications/other" + resource)
                    .then()
                    .statusCode(404)
                    .body("code", equalTo("APPLICATION_UNKNOWN"));
        }
    }

    private static List<String> lines(String query) {
        return as("viewer")
                .get(SHOP + "/logs" + query)
                .then()
                .statusCode(200)
                .contentType("application/x-ndjson")
                .extract()
                .asString()
                .lines()
                .toList();
    }

    private static PluginOutcome records() {
        long now = TimeUnit.MILLISECONDS.toNanos(Instant.now().toEpochMilli());
        Frames frames = new Frames.Builder()
                .add(StreamRecord.of(now, 9, "one").write())
                .add(new StreamRecord(
                                now + 1_000_000,
                                17,
                                Optional.of("com.shop.Orders"),
                                Optional.of("main"),
                                "it failed\n\tat a.b.C",
                                Map.of("password", SECRET),
                                Optional.of("0123456789abcdef0123456789abcdef"),
                                Optional.empty(),
                                new byte[0],
                                false,
                                Optional.empty())
                        .write())
                .add(StreamRecord.missing(
                                now + 2_000_000,
                                "Some were lost.",
                                new Gap(
                                        Gap.QUEUE_FULL,
                                        OptionalLong.of(7),
                                        OptionalLong.empty(),
                                        Optional.empty(),
                                        Optional.empty()))
                        .write())
                .build();
        byte[] answer = Json.write(new CollectAnswer(
                List.of(new StreamBatch(
                        InstanceId.parse("aws1/i-1"),
                        new StreamName("jul"),
                        StreamKind.LOG,
                        UUID.randomUUID(),
                        0,
                        3,
                        3,
                        Optional.empty(),
                        frames.block())),
                false,
                Map.of()));
        return PluginOutcome.answered("aws1", Optional.empty(), 1, RawJson.slice(answer, 0, answer.length));
    }
}
