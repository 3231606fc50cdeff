package io.farspan.router.telemetry;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

/** What Grafana's Loki data source asks, of an application that no other test counts the records of. */
@QuarkusTest
@WithTestResource(value = RouterFixture.class, scope = TestResourceScope.MATCHING_RESOURCES)
@WithTestResource(value = RouterDatabase.class, scope = TestResourceScope.MATCHING_RESOURCES)
@TestProfile(CollectingRouter.class)
class LokiApiTest {

    private static final String API = "/loki/api/v1";
    private static final long BEGIN = TimeUnit.SECONDS.toNanos(Instant.now().getEpochSecond() - 600);

    private final String instance = "l-" + UUID.randomUUID().toString().substring(0, 8);

    @Inject
    TelemetryStore store;

    @BeforeEach
    void append() {
        List<LogRow> rows = List.of(row(0, 9, "one"), row(1, 17, "two"), row(2, 17, "three"));
        store.append(new RecordBatch(
                new StreamKey("secure", InstanceId.parse("az1/" + instance), new StreamName("jul"), UUID.randomUUID()),
                StreamKind.LOG,
                0,
                3,
                3,
                rows));
    }

    @Test
    void theDataSourceIsTested() {
        get("/status/buildinfo").statusCode(200).body("version", equalTo("2.9.0"));
        get("/query", "query", "vector(1)+vector(1)", "time", "" + BEGIN)
                .statusCode(200)
                .body("data.resultType", equalTo("vector"))
                .body("data.result[0].value[1]", equalTo("2"));
        as("viewer").get("/ready").then().statusCode(200).body(startsWith("ready"));
    }

    @Test
    void labelsAndTheirValuesAreListed() {
        get("/labels").statusCode(200).body("data", hasItems("application", "location", "instance", "stream", "level"));
        get("/label/application/values").body("data", hasItem("secure"));
        get("/label/instance/values").body("data", hasItem(instance));
        get("/label/instance/values", "query", "{location=\"aws1\"}").body("data", not(hasItem(instance)));
        get("/series", "match[]", "{instance=~\"" + instance + "|x\"}")
                .body("data", hasSize(1))
                .body("data[0].location", equalTo("az1"));
    }

    @Test
    void linesComeAsStreamsInTheDirectionThatIsAsked() {
        range("{application=\"secure\", instance=\"" + instance + "\"} |~ \"t[wh]\"", "limit", "10")
                .statusCode(200)
                .body("data.resultType", equalTo("streams"))
                .body("data.result", hasSize(1))
                .body("data.result[0].stream.level", equalTo("error"))
                .body("data.result[0].values[0][0]", equalTo("" + (BEGIN + 2_000_000_000L)))
                .body("data.result[0].values[0][1]", equalTo("three"));
        range("{instance=\"" + instance + "\"}", "direction", "forward", "limit", "1")
                .body("data.result[0].values[0][1]", equalTo("one"));
    }

    @Test
    void attributesComeBesideTheLinesAndSecretsAreMasked() {
        as("viewer")
                .header("X-Loki-Response-Encoding-Flags", "categorize-labels")
                .queryParams("query", "{instance=\"" + instance + "\"} | user=\"7\"", "start", BEGIN)
                .get(API + "/query_range")
                .then()
                .statusCode(200)
                .body("data.encodingFlags", equalTo(List.of("categorize-labels")))
                .body("data.result[0].values[0][2].structuredMetadata.user", equalTo("7"))
                .body("data.result[0].values[0][2].structuredMetadata.password", equalTo("***"));
        range("{instance=\"" + instance + "\"} | password=~\"h.*\"").statusCode(403);
    }

    @Test
    void theHistogramOfGrafanaIsCounted() {
        range(
                        "sum by (level, detected_level) (count_over_time({instance=\"" + instance
                                + "\"} | drop __error__[2s]))",
                        "step",
                        "2s",
                        "end",
                        "" + (BEGIN + 4_000_000_000L))
                .statusCode(200)
                .body("data.resultType", equalTo("matrix"))
                .body("data.result.find { it.metric.level == 'info' }.values*.get(1)", equalTo(List.of("1")))
                .body("data.result.find { it.metric.level == 'error' }.values*.get(1)", equalTo(List.of("2")))
                .body("data.result.find { it.metric.level == 'error' }.metric.detected_level", equalTo("error"));
        get("/query", "query", "sum(rate({instance=\"" + instance + "\"}[10s]))", "time", "" + (BEGIN + 5_000_000_000L))
                .body("data.result[0].value[1]", equalTo("0.3"));
    }

    @Test
    void mistakesAreTextsLikeThoseOfLoki() {
        range("{application=\"secure\"} | json")
                .statusCode(400)
                .contentType("text/plain")
                .body(startsWith("parse error at line 1, col 26: "));
        range("{application=\"secure\"", "limit", "9999").statusCode(400);
        range("rate({application=\"secure\"}[1m])", "step", "1ms")
                .statusCode(400)
                .body(containsString("11,000 points"));
        get("/query", "query", "{application=\"secure\"}").statusCode(400);
        given().get(API + "/labels").then().statusCode(401);
    }

    private static ValidatableResponse range(String query, String... more) {
        var request = as("viewer").queryParams("query", query, "start", BEGIN);
        for (int index = 0; index < more.length; index += 2) {
            request.queryParam(more[index], more[index + 1]);
        }
        return request.get(API + "/query_range").then();
    }

    private static ValidatableResponse get(String path, String... parameters) {
        var request = as("viewer");
        for (int index = 0; index < parameters.length; index += 2) {
            request.queryParam(parameters[index], parameters[index + 1]);
        }
        return request.get(API + path).then();
    }

    private static LogRow row(int offset, int severity, String message) {
        long nanos = BEGIN + TimeUnit.SECONDS.toNanos(offset);
        return new LogRow(
                offset,
                nanos,
                new StreamRecord(
                        nanos,
                        severity,
                        Optional.of("com.shop"),
                        Optional.empty(),
                        message,
                        Map.of("user", "7", "password", "hunter2"),
                        Optional.empty(),
                        Optional.empty(),
                        new byte[0],
                        false,
                        Optional.empty()));
    }
}
