package io.farspan.router.failover;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.router.fixture.RouterFixture;

import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.farspan.router.fixture.RouterRequests.SHOP;
import static io.farspan.router.fixture.RouterRequests.post;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

/** Diagnosis, moves and the ledger as an administrator's script uses them. */
@QuarkusTest
@WithTestResource(value = RouterFixture.class, scope = TestResourceScope.MATCHING_RESOURCES)
class MoveApiTest {

    @BeforeEach
    void reset() {
        RouterFixture.reset();
    }

    @Test
    void aDryRunShowsTheRecordsAndChangesNothing() {
        post("admin", "/failover", "{\"from\":\"aws1\",\"dryRun\":true,\"reason\":\"try\"}")
                .statusCode(200)
                .body("dryRun", equalTo(true))
                .body("committed", equalTo(false))
                .body("diff.record", hasItem("_app._tcp.shop"))
                .body("diff.find { it.record == '_app._tcp.shop' }.after", equalTo("{aws1=0, az1=100}"))
                .body("evidence", notNullValue());
        get("/map").body("traffic.find { it.location == 'aws1' }.weight", equalTo(50));
    }

    @Test
    void weightsAreSetVerifiedAndRecorded() {
        long epoch = get("/map").extract().jsonPath().getLong("epoch");

        post("admin", "/weights", "{\"weights\":{\"aws1\":30},\"reason\":\"a sale in the west\"}")
                .statusCode(200)
                .body("committed", equalTo(true))
                .body("verified", equalTo(true))
                .body("epoch", equalTo((int) epoch + 1));

        get("/map").body("traffic.find { it.location == 'aws1' }.weight", equalTo(30));
        get("/ledger?kind=failover")
                .body("entries.entry.why", hasItem("a sale in the west"))
                .body("entries.entry.why", hasItem(containsString("and through 127.0.0.1:")))
                .body("entries.entry.who", hasItem("admin"))
                .body("entries.entry.kind", everyItem(equalTo("failover")));
        post("admin", "/weights", "{\"weights\":{\"aws1\":50},\"reason\":\"back\"}")
                .statusCode(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    /weights  | {"weights":{"aws1":0,"az1":0},"reason":"x"} | 409 | MOVE_REFUSED      | never-empty
                    /weights  | {"weights":{"mars1":1},"reason":"x"}        | 404 | LOCATION_UNKNOWN  | mars1
                    /weights  | {"weights":{"aws1":-1},"reason":"x"}        | 400 | MALFORMED_REQUEST | aws1
                    /weights  | {"weights":{"aws1":1},"reason":" "}         | 400 | MALFORMED_REQUEST | reason
                    /weights  | {"weights":null,"reason":"x"}               | 400 | MALFORMED_REQUEST | weights
                    /weights  | {"weights":{"aws1":1},"reason":null}        | 400 | MALFORMED_REQUEST | reason
                    /failover | {"from":null,"reason":"x"}                  | 400 | MALFORMED_REQUEST | from
                    /home     | {"to":null,"reason":"x"}                    | 400 | MALFORMED_REQUEST | to
                    /weights  | {"weights":{"aws1":1}}                      | 400 | MALFORMED_REQUEST | reason
                    /weights  | {"weights":{"aws1":1},"reason":"x","wait":1} | 400 | MALFORMED_REQUEST | wait
                    /failover | {"from":"mars1","reason":"x"}               | 404 | LOCATION_UNKNOWN  | mars1
                    /failover | {"from":"aws1","to":"mars1","reason":"x"}   | 409 | MOVE_REFUSED      | capacity
                    /weights  | {"weights":{"aws1":1},"reason":"a\\u0000b"} | 400 | MALFORMED_REQUEST | 'reason' has the character U+0000
                    /failover | {"from":"aws1","reason":"x\\nforged"}         | 400 | MALFORMED_REQUEST | 'reason' has the character U+000A
                    /failover | {"from":"aws1","to":"\\u2028","reason":"x"}   | 400 | MALFORMED_REQUEST | 'to'
                    /home     | {"to":"aws1","reason":"\\ud800"}              | 400 | MALFORMED_REQUEST | half of a surrogate pair
                    /home     | {"to":"mars1","reason":"x"}                 | 404 | LOCATION_UNKNOWN  | standby
                    """)
    void anImpossibleMoveIsRefusedWithItsReason(String path, String body, int status, String code, String word) {
        post("admin", path, body).statusCode(status).body("code", equalTo(code)).body("detail", containsString(word));
        get("/map").body("traffic.find { it.location == 'aws1' }.weight", equalTo(50));
    }

    @Test
    void aChangeIsRecordedWithoutItsValue() {
        Instant start = Instant.now();
        String write = "{\"requests\":[{\"type\":\"write\",\"mbean\":\"shop:type=Orders\","
                + "\"attribute\":\"LargeOrder\",\"value\":\"s3cret\"}]}";
        post("operator", "/calls", write).statusCode(200);
        post("viewer", "/calls", "{\"requests\":[{\"type\":\"read\",\"mbean\":\"shop:type=Orders\"}]}")
                .statusCode(200);

        get("/ledger?kind=call&who=operator&since=" + start)
                .body("entries.entry.who", hasItem("operator"))
                .body("entries.entry.what", everyItem(equalTo("asks for write shop:type=Orders LargeOrder")))
                .body(not(containsString("s3cret")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u0000", "\\n2026-11-24 INFO admin asks for nothing", "\\u0085"})
    void aNameThatCouldForgeALogLineIsRejected(String letter) {
        post(
                        "operator",
                        "/calls",
                        "{\"requests\":[{\"type\":\"exec\",\"mbean\":\"shop:type=Orders\",\"operation\":\"place"
                                + letter + "\"}]}")
                .statusCode(400)
                .body("code", equalTo("MALFORMED_REQUEST"))
                .body("detail", containsString("'operation' has the character U+"));
        get("/ledger?kind=call").body(not(containsString("forged"))).body(not(containsString("asks for nothing")));
    }

    @Test
    void subscriptionsAreRecordedAndTheirKeepAlivesAreNot() {
        Instant start = Instant.now();
        post(
                        "viewer",
                        "/calls",
                        "{\"requests\":[{\"type\":\"notification\",\"command\":\"register\"},"
                                + "{\"type\":\"notification\",\"command\":\"ping\",\"client\":\"c1\"},"
                                + "{\"type\":\"notification\",\"command\":\"register\"}]}")
                .statusCode(200);
        get("/ledger?kind=call&who=viewer&since=" + start)
                .body("entries.entry.what", everyItem(equalTo("asks for notification register (2 times)")))
                .body("entries", hasSize(1));
    }

    @Test
    void aCallTooLargeForALedgerEntryIsNotSent() {
        String place = "{\"type\":\"exec\",\"mbean\":\"shop:type=Orders\",\"operation\":\"place(";
        post(
                        "operator",
                        "/calls",
                        "{\"requests\":["
                                + IntStream.range(0, 20)
                                        .mapToObj(number -> place + "x".repeat(4_000) + number + ")\"}")
                                        .collect(Collectors.joining(","))
                                + "]}")
                .statusCode(429)
                .body("code", equalTo("TOO_MUCH"))
                .body("detail", containsString("one ledger entry holds 65536"));
        RouterFixture.AWS.verify(0, postRequestedFor(urlEqualTo("/v1/call")));
    }

    @Test
    void onlyAnAdminMoves() {
        post("operator", "/weights", "{\"weights\":{\"aws1\":1},\"reason\":\"x\"}")
                .statusCode(403);
        post("viewer", "/home", "{\"to\":\"aws1\",\"reason\":\"x\"}").statusCode(403);
        given().get(SHOP + "/diagnosis").then().statusCode(401);
        given().get(SHOP + "/ledger").then().statusCode(401);
    }

    @Test
    void theDiagnosisReportsItsOwnTraffic() {
        // the watch is more frequent for a while after a fault of another test
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> get("/diagnosis")
                .body("application", equalTo("shop"))
                .body("verdicts", hasSize(greaterThanOrEqualTo(1)))
                .body("probing.periodMs", equalTo(1_000))
                .body("probing.attentive", equalTo(true)));
        given().auth()
                .preemptive()
                .basic("viewer", "secret")
                .get("/api/v1/applications/nobody/diagnosis")
                .then()
                .statusCode(404)
                .body("code", equalTo("APPLICATION_UNKNOWN"));
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, limit",
        "limit=1001, limit",
        "limit=x, limit",
        "before=x, before",
        "before=-1, before",
        "before=99999999999999999999, before",
        "since=yesterday, instant",
        "since=%2B1000000000-12-31T23:59:59Z, instant",
        "since=-1000000000-01-01T00:00:00Z, instant",
        "kind=map%00, U+0000",
        "who=ann%0A, U+000A"
    })
    void anInvalidLedgerQueryIsRejected(String query, String word) {
        given().auth()
                .preemptive()
                .basic("viewer", "secret")
                .urlEncodingEnabled(false)
                .get(SHOP + "/ledger?" + query)
                .then()
                .statusCode(400)
                .body("detail", containsString(word));
    }

    private static ValidatableResponse get(String path) {
        return given().auth()
                .preemptive()
                .basic("viewer", "secret")
                .get(SHOP + path)
                .then()
                .statusCode(200);
    }
}
