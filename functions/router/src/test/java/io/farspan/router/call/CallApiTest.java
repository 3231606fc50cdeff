package io.farspan.router.call;

import java.io.IOException;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.DecoderConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.protocol.json.Json;
import io.farspan.protocol.token.CallClaims;
import io.farspan.protocol.token.TrustedKeys;
import io.farspan.router.fixture.RouterFixture;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.exactly;
import static com.github.tomakehurst.wiremock.client.WireMock.matching;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.farspan.router.fixture.RouterRequests.CALLS;
import static io.farspan.router.fixture.RouterRequests.EXEC;
import static io.farspan.router.fixture.RouterRequests.READ;
import static io.farspan.router.fixture.RouterRequests.SHOP;
import static io.farspan.router.fixture.RouterRequests.as;
import static io.farspan.router.fixture.RouterRequests.call;
import static io.farspan.router.fixture.RouterRequests.viewer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

/** Management calls: fan-out, unified answers and failures. */
@QuarkusTest
@WithTestResource(value = RouterFixture.class, scope = TestResourceScope.MATCHING_RESOURCES)
class CallApiTest {

    @BeforeEach
    void reset() {
        RouterFixture.reset();
    }

    @Test
    void anAnswerWithOneFailedRequestIsPartial() {
        String problem =
                "{\"status\":504,\"error\":\"x\",\"problem\":{\"code\":\"INSTANCE_TIMEOUT\",\"detail\":\"x\"}}";
        RouterFixture.answer(
                RouterFixture.AWS, "aws1", "i-1", "{\"status\":200,\"value\":{\"problem\":{}}}," + problem);
        RouterFixture.answer(RouterFixture.AZURE, "az1", "i-2", "{\"status\":200,\"value\":1},{\"status\":404}");
        call("{\"requests\":[" + READ + "," + READ + "]}").statusCode(200).body("partial", equalTo(true));

        RouterFixture.answer(
                RouterFixture.AWS, "aws1", "i-1", "{\"status\":200,\"value\":{\"problem\":{}}},{\"status\":404}");
        call("{\"requests\":[" + READ + "," + READ + "]}").statusCode(200).body("partial", equalTo(false));
    }

    @Test
    void anAnswerWithMoreResponsesThanRequestsIsRejected() {
        RouterFixture.answer(
                RouterFixture.AWS, "aws1", "i-1", "{\"status\":200,\"value\":1},{\"status\":200,\"value\":2}");
        call("{\"requests\":[" + READ + "]}")
                .statusCode(200)
                .body("outcomes[0].problem.code", equalTo("FUNCTION_ANSWER_INVALID"))
                .body("outcomes[0].problem.detail", containsString("2 responses to 1 requests"));
    }

    @ParameterizedTest
    @CsvSource({"gzip, gzip", "'br, gzip;q=0.5', gzip", "gzip;q=0, identity", "deflate, identity", "identity, identity"
    })
    void aLargeAnswerIsCompressedForClientsThatAcceptIt(String accepted, String coding) {
        RouterFixture.answer(
                RouterFixture.AWS, "aws1", "i-1", "{\"status\":200,\"value\":\"" + "x".repeat(200_000) + "\"}");
        boolean decodes = coding.equals("gzip");
        viewer().config(RestAssured.config()
                        .decoderConfig(
                                decodes
                                        ? new DecoderConfig()
                                        : DecoderConfig.decoderConfig().noContentDecoders()))
                .contentType("application/json")
                .header("Accept-Encoding", accepted)
                .body("{\"requests\":[" + READ + "]}")
                .post(CALLS)
                .then()
                .statusCode(200)
                .header("Content-Encoding", anyOf(equalTo(coding), decodes ? equalTo(coding) : nullValue()))
                .body("outcomes[0].responses[0].value.length()", equalTo(200_000));
    }

    @Test
    void everyLocationIsCalledOnceAndTheValuesAreUnified() {
        int epoch = viewer().get(SHOP + "/map").path("epoch");

        call("{\"requests\":[" + READ + "],\"unify\":[\"sum\",\"max\"]}")
                .statusCode(200)
                .body("partial", equalTo(false))
                .body("functionCalls", equalTo(2))
                .body("epoch", equalTo(epoch))
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
    void onlySelectedLocationsAreCalled() {
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
    void unknownLocationsAndInstancesDoNotAffectTheOthers() {
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
    void anUnknownApplicationIsReported() {
        viewer().body("{\"requests\":[" + READ + "]}")
                .post("/api/v1/applications/nobody/calls")
                .then()
                .statusCode(404)
                .contentType("application/problem+json")
                .body("code", equalTo("APPLICATION_UNKNOWN"))
                .body("traceId", matchesPattern("[0-9a-f]{32}"));
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
    void aFailedFunctionIsAProblemOfItsInstances(int status, String code) {
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
    void aFunctionThatBreaksTheConnectionIsUnreachable(String fault) {
        RouterFixture.AZURE.stubFor(
                post(urlEqualTo("/v1/call")).willReturn(aResponse().withFault(Fault.valueOf(fault))));
        call("{\"requests\":[" + READ + "]}")
                .statusCode(200)
                .body("outcomes[0].responses", hasSize(1))
                .body("outcomes[1].problem.code", equalTo("FUNCTION_UNREACHABLE"))
                .body("outcomes[1].problem.stage", equalTo("http"));
    }

    @Test
    void aBrokenConnectionIsRetriedOnceForReadsOnly() {
        // given
        RouterFixture.AZURE.stubFor(
                post(urlEqualTo("/v1/call")).willReturn(aResponse().withFault(Fault.EMPTY_RESPONSE)));

        // when
        call("{\"requests\":[" + READ + "]}").statusCode(200);

        // then
        RouterFixture.AZURE.verify(exactly(2), postRequestedFor(urlEqualTo("/v1/call")));
        assertThat(RouterFixture.AZURE.findAll(postRequestedFor(urlEqualTo("/v1/call"))))
                .extracting(request -> request.getHeader("Farspan-Token"))
                .as("each attempt has its own token")
                .doesNotHaveDuplicates();

        // and when
        RouterFixture.AZURE.resetRequests();
        as("operator").body("{\"requests\":[" + EXEC + "]}").post(CALLS).then().statusCode(200);

        // then
        RouterFixture.AZURE.verify(exactly(1), postRequestedFor(urlEqualTo("/v1/call")));
    }

    @Test
    void anUntrustedCertificateIsAConnectionFault() {
        viewer().body("{\"requests\":[" + READ + "]}")
                .post("/api/v1/applications/secure/calls")
                .then()
                .statusCode(200)
                .body("outcomes[0].problem.code", equalTo("FUNCTION_UNREACHABLE"))
                .body("outcomes[0].problem.stage", equalTo("tls"));
    }

    @Test
    void aSilentFunctionCostsOnlyTheDeadline() {
        RouterFixture.AZURE.stubFor(
                post(urlEqualTo("/v1/call")).willReturn(aResponse().withFixedDelay(20_000)));
        call("{\"requests\":[" + READ + "],\"deadlineMs\":300}")
                .statusCode(200)
                .body("outcomes[0].responses", hasSize(1))
                .body("outcomes[1].problem.code", equalTo("FUNCTION_TIMEOUT"));
    }

    @Test
    void garbageAndInstancesOfOtherLocationsAreRejected() {
        RouterFixture.AZURE.stubFor(
                post(urlEqualTo("/v1/call")).willReturn(aResponse().withBody("<html>")));
        call("{\"requests\":[" + READ + "]}").body("outcomes[1].problem.code", equalTo("FUNCTION_ANSWER_INVALID"));
        RouterFixture.answer(RouterFixture.AZURE, "aws1", "i-1", "{}");
        call("{\"requests\":[" + READ + "]}")
                .body("outcomes", hasSize(2))
                .body("outcomes[1].problem.code", equalTo("FUNCTION_ANSWER_INVALID"));
    }
}
