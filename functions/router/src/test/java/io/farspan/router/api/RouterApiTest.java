package io.farspan.router.api;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import org.hamcrest.Matcher;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.protocol.json.Json;
import io.farspan.protocol.token.CallClaims;
import io.farspan.protocol.token.TrustedKeys;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.exactly;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;

@QuarkusTest
@QuarkusTestResource(value = RouterFixture.class, restrictToAnnotatedClass = true)
class RouterApiTest {

    private static final String CALLS = "/api/v1/applications/shop/calls";
    private static final String READ =
            "{\"type\":\"read\",\"mbean\":\"java.lang:type=Memory\",\"attribute\":\"HeapMemoryUsage\"}";
    private static final String EXEC =
            "{\"type\":\"exec\",\"mbean\":\"shop:type=Orders\",\"operation\":\"place(long)\"}";

    @BeforeEach
    void reset() {
        RouterFixture.reset();
    }

    @Test
    void everyLocationIsCalledOnceAndTheValuesAreUnified() {
        call("{\"requests\":[" + READ + "],\"unify\":[\"sum\",\"max\"]}")
                .statusCode(200)
                .body("partial", equalTo(false))
                .body("functionCalls", equalTo(2))
                .body("epoch", equalTo(1))
                .body("outcomes.instance", contains("aws1/i-1", "az1/i-2"))
                .body("unified[0].sum.used", equalTo(42))
                .body("unified[0].max.used", equalTo(32));
        RouterFixture.AWS.verify(exactly(1), postRequestedFor(urlEqualTo("/v1/call")));
        RouterFixture.AZURE.verify(exactly(1), postRequestedFor(urlEqualTo("/v1/call")));
    }

    @Test
    void theFunctionGetsASignedCallWithoutAddresses() throws IOException {
        // when
        call("{\"requests\":[" + READ + "],\"deadlineMs\":2000}").statusCode(200);

        // then
        LoggedRequest request = RouterFixture.AWS
                .findAll(postRequestedFor(urlEqualTo("/v1/call")))
                .get(0);
        CallClaims claims =
                new TrustedKeys(List.of(RouterFixture.HOME.publicKey())).verify(request.getHeader("Farspan-Token"));
        assertThat(claims.application()).isEqualTo("shop");
        assertThat(claims.location()).isEqualTo("aws1");
        assertThat(claims.digest()).isEqualTo(CallClaims.digest(request.getBody()));
        assertThat(claims.expiresAt() - claims.issuedAt()).isBetween(2L, 60L);
        JsonNode body = Json.wire().readTree(request.getBody());
        assertThat(body.path("instances").asText()).isEqualTo("all");
        assertThat(body.path("deadlineMs").asLong()).isBetween(1_000L, 2_000L);
        assertThat(body.toString()).doesNotContain("127.0.0.1");
    }

    @Test
    void theTraceReachesTheFunction() {
        // when
        viewer().header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                .body("{\"requests\":[" + READ + "]}")
                .post(CALLS)
                .then()
                .statusCode(200);

        // then
        RouterFixture.AWS.verify(postRequestedFor(urlEqualTo("/v1/call"))
                .withHeader("traceparent", matching("00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01")));
    }

    @Test
    void aSelectionCallsOnlyWhatItTouches() {
        call("{\"select\":{\"labels\":{\"tier\":\"db\"}},\"requests\":[" + READ + "]}")
                .statusCode(200)
                .body("functionCalls", equalTo(1))
                .body("outcomes.instance", contains("az1/i-2"));
        call("{\"select\":{\"instances\":[\"aws1/i-1\"]},\"requests\":[" + READ + "]}")
                .body("functionCalls", equalTo(1))
                .body("outcomes.instance", contains("aws1/i-1"));
        call("{\"select\":{\"labels\":{\"tier\":\"none\"}},\"requests\":[" + READ + "]}")
                .body("functionCalls", equalTo(0))
                .body("outcomes", hasSize(0));
    }

    @Test
    void unknownLocationsAndInstancesCostTheKnownNothing() {
        call("{\"select\":{\"locations\":[\"aws1\",\"mars1\"]},\"requests\":[" + READ + "]}")
                .statusCode(200)
                .body("partial", equalTo(true))
                .body("outcomes", hasSize(1))
                .body("problems.mars1.code", equalTo("LOCATION_UNKNOWN"))
                .body("problems.mars1.detail", containsString("[aws1, az1]"));
        call("{\"select\":{\"instances\":[\"aws1/i-1\",\"mars1/i-1\"]},\"requests\":[" + READ + "]}")
                .body("outcomes", hasSize(2))
                .body("outcomes[1].problem.code", equalTo("LOCATION_UNKNOWN"));
    }

    @Test
    void anUnknownApplicationIsSaidToBeUnknown() {
        viewer().body("{\"requests\":[" + READ + "]}")
                .post("/api/v1/applications/nobody/calls")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("code", equalTo("APPLICATION_UNKNOWN"))
                .body("traceId", matchesTrace());
    }

    @Test
    void outcomesStreamAsTheyArrive() throws IOException {
        // given
        RouterFixture.AZURE.stubFor(
                post(urlEqualTo("/v1/call")).willReturn(aResponse().withStatus(500)));

        // when
        String[] lines = viewer().header("Accept", "application/x-ndjson")
                .body("{\"requests\":[" + READ + "],\"unify\":[\"sum\"]}")
                .post(CALLS)
                .then()
                .statusCode(200)
                .contentType(containsString("application/x-ndjson"))
                .extract()
                .asString()
                .split("\n");

        // then
        assertThat(lines).hasSize(3);
        assertThat(Json.wire().readTree(lines[0]).has("outcome")).isTrue();
        JsonNode summary = Json.wire().readTree(lines[2]).path("summary");
        assertThat(summary.path("functionCalls").asInt()).isEqualTo(2);
        assertThat(summary.at("/unified/0/sum/used").asInt()).isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource({
        "429,FUNCTION_THROTTLED",
        "500,FUNCTION_ANSWER_INVALID",
        "404,FUNCTION_ANSWER_INVALID",
    })
    void aFunctionThatFailsBecomesItsInstancesProblem(int status, String code) {
        RouterFixture.AZURE.stubFor(
                post(urlEqualTo("/v1/call")).willReturn(aResponse().withStatus(status)));
        call("{\"requests\":[" + READ + "],\"unify\":[\"sum\"]}")
                .statusCode(200)
                .body("partial", equalTo(true))
                .body("outcomes[0].responses[0].status", equalTo(200))
                .body("outcomes[1].instance", equalTo("az1/i-2"))
                .body("outcomes[1].problem.code", equalTo(code))
                .body("unified[0].sum.used", equalTo(10));
    }

    @Test
    void aFunctionsOwnProblemKeepsItsCode() {
        RouterFixture.AZURE.stubFor(
                post(urlEqualTo("/v1/call"))
                        .willReturn(
                                aResponse()
                                        .withStatus(401)
                                        .withBody(
                                                "{\"type\":\"t\",\"title\":\"t\",\"status\":401,\"detail\":\"clock\",\"code\":\"TOKEN_EXPIRED\",\"retryable\":true}")));
        call("{\"requests\":[" + READ + "]}")
                .body("outcomes[1].problem.code", equalTo("TOKEN_EXPIRED"))
                .body("outcomes[1].problem.detail", containsString("clock"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"EMPTY_RESPONSE", "CONNECTION_RESET_BY_PEER", "RANDOM_DATA_THEN_CLOSE"})
    void aFunctionThatBreaksOffIsUnreachable(String fault) {
        RouterFixture.AZURE.stubFor(
                post(urlEqualTo("/v1/call")).willReturn(aResponse().withFault(Fault.valueOf(fault))));
        call("{\"requests\":[" + READ + "]}")
                .statusCode(200)
                .body("outcomes[0].responses", hasSize(1))
                .body("outcomes[1].problem.code", equalTo("FUNCTION_UNREACHABLE"))
                .body("outcomes[1].problem.stage", equalTo("http"));
    }

    @Test
    void aFunctionThatHangsUpIsAskedAgainOnceAndNeverToChangeSomething() {
        // given
        RouterFixture.AZURE.stubFor(
                post(urlEqualTo("/v1/call")).willReturn(aResponse().withFault(Fault.EMPTY_RESPONSE)));

        // when
        call("{\"requests\":[" + READ + "]}").statusCode(200);

        // then
        RouterFixture.AZURE.verify(exactly(2), postRequestedFor(urlEqualTo("/v1/call")));
        assertThat(RouterFixture.AZURE.findAll(postRequestedFor(urlEqualTo("/v1/call"))))
                .extracting(request -> request.getHeader("Farspan-Token"))
                .as("a token is used once")
                .doesNotHaveDuplicates();

        // and when
        RouterFixture.AZURE.resetRequests();
        as("operator").body("{\"requests\":[" + EXEC + "]}").post(CALLS).then().statusCode(200);

        // then
        RouterFixture.AZURE.verify(exactly(1), postRequestedFor(urlEqualTo("/v1/call")));
    }

    @Test
    void aCertificateThatNobodyVouchesForIsTheConnectionsFault() {
        viewer().body("{\"requests\":[" + READ + "]}")
                .post("/api/v1/applications/secure/calls")
                .then()
                .statusCode(200)
                .body("outcomes[0].problem.code", equalTo("FUNCTION_UNREACHABLE"))
                .body("outcomes[0].problem.stage", equalTo("tls"));
    }

    @Test
    void aFunctionThatSaysNothingCostsTheDeadlineOnly() {
        RouterFixture.AZURE.stubFor(
                post(urlEqualTo("/v1/call")).willReturn(aResponse().withFixedDelay(20_000)));
        call("{\"requests\":[" + READ + "],\"deadlineMs\":300}")
                .statusCode(200)
                .body("outcomes[0].responses", hasSize(1))
                .body("outcomes[1].problem.code", equalTo("FUNCTION_TIMEOUT"));
    }

    @Test
    void garbageAndStrangersInstancesAreNotTaken() {
        RouterFixture.AZURE.stubFor(
                post(urlEqualTo("/v1/call")).willReturn(aResponse().withBody("<html>")));
        call("{\"requests\":[" + READ + "]}").body("outcomes[1].problem.code", equalTo("FUNCTION_ANSWER_INVALID"));
        RouterFixture.answer(RouterFixture.AZURE, "aws1", "i-1", "{}");
        call("{\"requests\":[" + READ + "]}")
                .body("outcomes", hasSize(2))
                .body("outcomes[1].problem.code", equalTo("FUNCTION_ANSWER_INVALID"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|MALFORMED_REQUEST|empty",
                "null|MALFORMED_REQUEST|null",
                "{|MALFORMED_REQUEST|line 1",
                "[]|MALFORMED_REQUEST|cannot be read",
                "{}|MALFORMED_REQUEST|requests",
                "{\"requests\":[]}|MALFORMED_REQUEST|1 to 1000",
                "{\"request\":[]}|MALFORMED_REQUEST|request",
                "{\"requests\":[{}],\"select\":\"some\"}|MALFORMED_REQUEST|\"all\"",
                "{\"requests\":[{}],\"unify\":[\"mean\"]}|MALFORMED_REQUEST|mean",
                "{\"requests\":[{}],\"deadlineMs\":0}|DEADLINE_INVALID|1 to 29000",
                "{\"requests\":[{}],\"deadlineMs\":29001}|DEADLINE_INVALID|1 to 29000",
                "{\"requests\":[{}],\"deadlineMs\":\"soon\"}|MALFORMED_REQUEST|soon",
            })
    void badInputIsExplainedAndCostsNothingElse(String body, String code, String detail) {
        call(body)
                .statusCode(400)
                .contentType("application/problem+json")
                .body("code", equalTo(code))
                .body("detail", containsString(detail));
        RouterFixture.AWS.verify(exactly(0), postRequestedFor(urlEqualTo("/v1/call")));
    }

    @Test
    void aBodyOverTheLimitIsRefused() {
        call("{\"requests\":[" + "{},".repeat(40_000) + "{}]}")
                .statusCode(413)
                .contentType("application/problem+json")
                .body("code", equalTo("BODY_TOO_LARGE"));
    }

    @Test
    void otherMediaTypesAreRefused() {
        given().auth()
                .preemptive()
                .basic("viewer", "secret")
                .contentType("text/plain")
                .body("{}")
                .post(CALLS)
                .then()
                .statusCode(415)
                .body("code", equalTo("UNSUPPORTED_MEDIA_TYPE"));
    }

    @Test
    void nobodyIsLetInWithoutAName() {
        for (String path : List.of(CALLS, "/api/v1/applications/shop/map", "/q/metrics", "/q/openapi")) {
            int status = given().get(path).statusCode();
            assertThat(status).as(path).isIn(401, 404, 405);
            assertThat(status).as(path).isNotEqualTo(200);
        }
        given().get("/api/v1/applications/shop/map")
                .then()
                .statusCode(401)
                .header("WWW-Authenticate", containsString("Basic"))
                .body("code", equalTo("UNAUTHENTICATED"));
        given().auth()
                .preemptive()
                .basic("viewer", "wrong")
                .get("/api/v1/applications/shop/map")
                .then()
                .statusCode(401);
        given().get("/q/health/ready").then().statusCode(200);
    }

    @Test
    void aPasswordIsStillWrongAfterTheRightOneWasRemembered() {
        viewer().get("/api/v1/applications/shop/map").then().statusCode(200);
        viewer().get("/api/v1/applications/shop/map").then().statusCode(200);
        given().auth()
                .preemptive()
                .basic("viewer", "secret2")
                .get("/api/v1/applications/shop/map")
                .then()
                .statusCode(401);
    }

    @Test
    void aViewerOnlyReads() {
        call("{\"requests\":[" + EXEC + "]}").statusCode(403).body("code", equalTo("FORBIDDEN"));
        RouterFixture.AWS.verify(exactly(0), postRequestedFor(urlEqualTo("/v1/call")));
        as("operator").body("{\"requests\":[" + EXEC + "]}").post(CALLS).then().statusCode(200);
        as("operator")
                .body("{\"id\":\"aws1/i-7\",\"address\":\"10.0.0.1\",\"port\":8778}")
                .post("/api/v1/applications/shop/instances")
                .then()
                .statusCode(403)
                .body("code", equalTo("FORBIDDEN"));
    }

    @Test
    void instancesAreRegisteredAndRemoved() {
        // when
        as("admin")
                .body("{\"id\":\"aws1/i-7\",\"address\":\"10.0.0.1\",\"port\":8778,\"labels\":{\"tier\":\"new\"}}")
                .post("/api/v1/applications/shop/instances")
                .then()
                .statusCode(201)
                .body("state", equalTo("up"));

        // then
        viewer().get("/api/v1/applications/shop/instances")
                .then()
                .body("instances.id", contains("aws1/i-1", "aws1/i-7", "az1/i-2"));
        as("admin")
                .delete("/api/v1/applications/shop/instances/aws1/i-7")
                .then()
                .statusCode(204);
        viewer().get("/api/v1/applications/shop/instances")
                .then()
                .body("instances.id", contains("aws1/i-1", "az1/i-2"));
        as("admin")
                .delete("/api/v1/applications/shop/instances/aws1/i-7")
                .then()
                .statusCode(404)
                .body("code", equalTo("INSTANCE_UNKNOWN"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"id\":\"aws1/i-7\",\"address\":\"example.org\",\"port\":1}|400|literal",
                "{\"id\":\"aws1/i-7\",\"address\":\"10.0.0.999\",\"port\":1}|400|IP address",
                "{\"id\":\"aws1/i-7\",\"address\":\"10.0.0.1\",\"port\":0}|400|port",
                "{\"id\":\"i-7\",\"address\":\"10.0.0.1\",\"port\":1}|400|location/name",
                "{\"id\":\"mars1/i-7\",\"address\":\"10.0.0.1\",\"port\":1}|404|mars1",
                "{\"id\":\"aws1/i-7\",\"address\":\"10.0.0.1\",\"port\":1,\"url\":\"x\"}|400|url",
                "{\"id\":\"aws1/i-7\",\"address\":\"10.0.0.1\",\"port\":1,\"labels\":{\"a\":\"b,c\"}}|400|label",
                "{\"id\":\"aws1/i-7\",\"port\":1}|400|address",
            })
    void aRegistrationThatCannotWorkIsExplained(String body, int status, String detail) {
        as("admin")
                .body(body)
                .post("/api/v1/applications/shop/instances")
                .then()
                .statusCode(status)
                .body("detail", containsString(detail));
    }

    @Test
    void theMapIsShown() {
        viewer().get("/api/v1/applications/shop/map")
                .then()
                .statusCode(200)
                .body("home", equalTo("dc1"))
                .body("functions.location", contains("aws1", "az1"))
                .body("stale", equalTo(false))
                .body("problems", hasSize(0));
        viewer().get("/api/v1/applications/shop/locations").then().body("locations.instances", contains(1, 1));
    }

    @Test
    void aRecordThatDoesNotParseCostsItsLocationOnly() throws IOException {
        // given
        RouterFixture.putText("_function._tcp.az1.shop", "v=fs1;path=not a path;kind=azure;epoch=1");
        try {
            // when
            as("admin")
                    .body("{\"id\":\"aws1/i-1\",\"address\":\"127.0.0.1\",\"port\":8778,\"labels\":{\"tier\":\"web\"}}")
                    .post("/api/v1/applications/shop/instances")
                    .then()
                    .statusCode(201);

            // then
            call("{\"requests\":[" + READ + "]}")
                    .statusCode(200)
                    .body("functionCalls", equalTo(1))
                    .body("outcomes[0].responses", hasSize(1))
                    .body("outcomes[1].instance", equalTo("az1/i-2"))
                    .body("outcomes[1].problem.code", equalTo("MAP_RECORD_INVALID"))
                    .body("outcomes[1].problem.detail", containsString("_function._tcp.az1.shop"));
            viewer().get("/api/v1/applications/shop/map").then().body("problems", hasSize(1));
        } finally {
            RouterFixture.putText("_function._tcp.az1.shop", "v=fs1;path=;kind=server;tls=off;epoch=1");
            as("admin")
                    .body("{\"id\":\"aws1/i-1\",\"address\":\"127.0.0.1\",\"port\":8778,\"labels\":{\"tier\":\"web\"}}")
                    .post("/api/v1/applications/shop/instances");
        }
    }

    @Test
    void registrationsAtTheSameTimeAreAllKept() throws InterruptedException {
        // given
        List<Thread> registrations = IntStream.range(0, 8)
                .mapToObj(i -> new Thread(() -> as("admin")
                        .body("{\"id\":\"aws1/same-" + i + "\",\"address\":\"10.0.0.1\",\"port\":8778}")
                        .post("/api/v1/applications/secure/instances")
                        .then()
                        .statusCode(201)))
                .toList();

        // when
        registrations.forEach(Thread::start);
        for (Thread thread : registrations) {
            thread.join();
        }

        // then
        viewer().get("/api/v1/applications/secure/instances")
                .then()
                .body("instances.findAll { it.id.startsWith('aws1/same-') }", hasSize(8));
    }

    @Test
    void withoutItsMapTheRouterGoesOnWithWhatItKnowsAndChangesNothing() throws IOException {
        // given
        call("{\"requests\":[" + READ + "]}").body("stale", equalTo(false));
        RouterFixture.stopDns();
        try {
            // when the head is older than a second
            await().untilAsserted(() -> call("{\"requests\":[" + READ + "]}")
                    .statusCode(200)
                    .body("stale", equalTo(true))
                    .body("outcomes[1].responses", hasSize(1)));

            // then
            as("admin")
                    .body("{\"id\":\"aws1/i-8\",\"address\":\"10.0.0.1\",\"port\":8778}")
                    .post("/api/v1/applications/shop/instances")
                    .then()
                    .statusCode(503)
                    .body("code", equalTo("MAP_UNREACHABLE"))
                    .body("retryable", equalTo(true));
            viewer().body("{\"requests\":[" + READ + "]}")
                    .post("/api/v1/applications/other/calls")
                    .then()
                    .statusCode(503);
        } finally {
            RouterFixture.restartDns();
        }
        await().untilAsserted(() -> call("{\"requests\":[" + READ + "]}").body("stale", equalTo(false)));
    }

    @Test
    void healthMetricsAndOpenApiAreThere() {
        call("{\"requests\":[" + READ + "]}").statusCode(200);
        given().get("/q/health").then().statusCode(200).body("checks[0].data.map", equalTo("reachable"));
        viewer().get("/q/metrics").then().statusCode(200).body(containsString("farspan_function_calls_seconds_count"));
        viewer().get("/q/openapi")
                .then()
                .statusCode(200)
                .body(containsString("/api/v1/applications/{application}/calls"));
    }

    private static Matcher<String> matchesTrace() {
        return matchesPattern("[0-9a-f]{32}");
    }

    private static ValidatableResponse call(String body) {
        return viewer().body(body == null ? "" : body).post(CALLS).then();
    }

    private static RequestSpecification viewer() {
        return as("viewer");
    }

    private static RequestSpecification as(String user) {
        return given().auth().preemptive().basic(user, "secret").contentType("application/json");
    }
}
