package io.farspan.router.http;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.github.tomakehurst.wiremock.client.WireMock;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.router.fixture.RawRequests;
import io.farspan.router.fixture.RouterFixture;

import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.farspan.router.fixture.RouterRequests.CALLS;
import static io.farspan.router.fixture.RouterRequests.READ;
import static io.farspan.router.fixture.RouterRequests.call;
import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.startsWith;

/** Cross-site requests from browsers, and requests that are malformed on purpose. */
@QuarkusTest
@WithTestResource(value = RouterFixture.class, scope = TestResourceScope.MATCHING_RESOURCES)
class HostileRequestsTest {

    private static final String GC = "/jolokia/shop/aws1/i-1/exec/java.lang:type=Memory/gc";

    @BeforeEach
    void reset() {
        RouterFixture.reset();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/applications/shop/map",
                "/jolokia/shop/version",
                "/q/health",
                "/q/metrics",
                "/q/openapi",
                "/nothing/here"
            })
    void crossSiteRequestsAreRefusedAtEveryPathBeforeAuthentication(String path) {
        given().header("Origin", "https://elsewhere.example")
                .get(path)
                .then()
                .statusCode(403)
                .contentType("application/problem+json")
                .body("code", equalTo("FORBIDDEN"))
                .body("detail", containsString("elsewhere.example"));
        given().header("Sec-Fetch-Site", "cross-site").get(path).then().statusCode(403);
        given().header("Origin", "null").get(path).then().statusCode(403);
    }

    @Test
    void aPreflightAllowsNothing() {
        ExtractableResponse<Response> answer = given().header("Origin", "https://elsewhere.example")
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "content-type")
                .options(CALLS)
                .then()
                .statusCode(403)
                .extract();
        assertThat(answer.headers().asList())
                .noneMatch(header -> header.getName().toLowerCase().startsWith("access-control-"));
    }

    @ParameterizedTest
    @CsvSource({
        CALLS + ", POST",
        "/api/v1/applications/shop/weights, POST",
        "/api/v1/applications/shop/instances, POST",
        "/jolokia/shop, POST",
        "/api/v1/applications/shop/instances/aws1/i-1, DELETE"
    })
    void aBodyWithoutTheJsonMediaTypeIsRefused(String path, String method) {
        String answer = RawRequests.send(method + " " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                + RawRequests.ADMIN + "Content-Length: 2\r\n\r\n{}");
        assertThat(answer)
                .startsWith("HTTP/1.1 415")
                .contains("UNSUPPORTED_MEDIA_TYPE", "Content-Type: application/json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "application/json; charset=UTF-8", "APPLICATION/JSON"})
    void jsonWithParametersIsJson(String type) {
        assertThat(RawRequests.send(
                        "POST " + CALLS + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + RawRequests.ADMIN
                                + "Content-Type: " + type + "\r\nContent-Length: " + "{\"requests\":[]}".length()
                                + "\r\n\r\n{\"requests\":[]}"))
                .startsWith("HTTP/1.1 400")
                .contains("1 to 1000");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Sec-Fetch-Site=none;Sec-Fetch-Mode=navigate|403",
                "Sec-Fetch-Site=same-origin;Sec-Fetch-Mode=navigate|403",
                "Sec-Fetch-Site=same-origin;Sec-Fetch-Mode=no-cors|403",
                "User-Agent=Mozilla/5.0 (X11)|403",
                "Referer=https://elsewhere.example/|403",
                "Sec-Fetch-Site=same-origin;Sec-Fetch-Mode=cors;User-Agent=Mozilla/5.0|200",
                "User-Agent=Mozilla/5.0 (X11);X-Farspan=1|200",
                "User-Agent=Mozilla/5.0 (X11);X-Requested-With=XMLHttpRequest|200",
                "User-Agent=curl/8.5.0|200",
                "User-Agent=Java/17.0.9|200"
            })
    void aCrossSiteLinkOrImageChangesNothing(String headers, int status) {
        RequestSpecification request = given().auth().preemptive().basic("operator", "secret");
        for (String header : headers.split(";")) {
            request.header(header.split("=", 2)[0], header.split("=", 2)[1]);
        }
        request.get(GC).then().statusCode(status);
        RouterFixture.AWS.verify(
                status == 200 ? WireMock.exactly(1) : WireMock.exactly(0), postRequestedFor(urlEqualTo("/v1/call")));
    }

    @Test
    void aBrowserMayStillRead() {
        given().auth()
                .preemptive()
                .basic("viewer", "secret")
                .header("User-Agent", "Mozilla/5.0")
                .header("Sec-Fetch-Site", "none")
                .header("Sec-Fetch-Mode", "navigate")
                .get("/jolokia/shop/aws1/i-1/read/java.lang:type=Memory")
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"unify\":[null]|without null",
                "\"select\":{\"instances\":[null]}|takes strings only",
                "\"select\":{\"instances\":[1]}|takes strings only",
                "\"select\":{\"labels\":{\"a\":null}}|takes strings only",
                "\"select\":{\"labels\":{\"a\":{\"b\":1}}}|takes strings only",
                "\"select\":{\"locations\":{}}|must be a list",
                "\"select\":[]|\"all\"",
                "\"select\":7|\"all\"",
                "\"deadlineMs\":1e1000000000|exponent",
                "\"deadlineMs\":1E-1000000000|exponent",
                "\"deadlineMs\":99999999999999999999|out of range",
                "\"unify\":[\"sum\"],\"unify\":[\"sum\"]|Duplicate",
                "\"unify\":[\"\\ud800\"]|surrogate",
            })
    void oddInputIsExplained(String member, String detail) {
        call("{\"requests\":[" + READ + "]," + member + "}")
                .statusCode(400)
                .body("code", equalTo("MALFORMED_REQUEST"))
                .body("detail", containsString(detail));
    }

    @Test
    void invalidUtf8AndTooDeepNestingAreExplained() {
        for (String path : List.of(CALLS, "/jolokia/shop")) {
            for (byte[] body : List.of(
                    "{\"requests\":[{\"type\":\"\u00ff\u00fe\"}]}".getBytes(ISO_8859_1),
                    ("{\"requests\":[" + "[".repeat(5_000) + "]".repeat(5_000) + "]}").getBytes(ISO_8859_1),
                    ("{\"requests\":[" + "[".repeat(300) + "]".repeat(300) + "]}").getBytes(ISO_8859_1),
                    "{\"requests\":[{\"type\":\"read\",\"n\":1e99999999}]}".getBytes(ISO_8859_1),
                    "{\"requests\":[{\"type\":\"read\",\"n\":\"\\udc00\"}]}".getBytes(ISO_8859_1),
                    "{\"a\":1}{".getBytes(ISO_8859_1))) {
                given().auth()
                        .preemptive()
                        .basic("viewer", "secret")
                        .contentType("application/json")
                        .body(body)
                        .post(path)
                        .then()
                        .statusCode(400)
                        .body("code", equalTo("MALFORMED_REQUEST"));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/jolokia",
                "/jolokia/",
                "/jolokia//",
                "/jolokia//x",
                "/jolokia/NO!/version",
                "/jolokia/%zz/version",
                "/jolokia/shop/%",
                "/jolokia/%ff%fe",
                "//jolokia/shop",
                "/x/../jolokia/shop/version/",
                "/jolokia/../jolokia",
                "/api/v1/applications/%zz/map",
                "/api/v1/applications/%00/map",
                "/api/v1/applications/shop/ledger?limit=99999999999",
                "/api/v1/applications/shop/ledger?limit=-1",
                "/api/v1/applications/shop/ledger?limit=x",
                "/api/v1/applications/shop/ledger?before=99999999999999999999",
                "/api/v1/applications/shop/ledger?before=0",
                "/%"
            })
    void oddPathsCauseNoInternalErrors(String path) {
        String answer = RawRequests.send(
                "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + RawRequests.ADMIN + "\r\n");
        assertThat(answer).as(path).matches("(?s)HTTP/1\\.1 (200|4[0-9]{2}) .*").doesNotContain("INTERNAL");
    }

    @Test
    void aBodyWithoutALengthIsCutOffAtTheLimitBeforeItIsParsed() {
        // the fixture's limit is 100,000 bytes; the body is not JSON, but is never parsed
        StringBuilder body = new StringBuilder();
        for (int chunk = 0; chunk < 30; chunk++) {
            body.append("2000\r\n").append("x".repeat(0x2000)).append("\r\n");
        }
        String answer = RawRequests.send("POST " + CALLS + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                + RawRequests.ADMIN + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" + body
                + "0\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 413").contains("BODY_TOO_LARGE", "100000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "x", "1x", "99999999999999999999"})
    void aMalformedContentLengthIsRefused(String length) {
        String answer = RawRequests.send("POST " + CALLS + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                + RawRequests.ADMIN + "Content-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n{}");
        assertThat(answer).matches("(?s)HTTP/1\\.1 4[0-9]{2} .*");
    }

    @Test
    void aBulkOfTooManyRequestsIsOneProblem() {
        String body = "[" + "{\"type\":\"version\"},".repeat(4_000) + "{\"type\":\"version\"}]";
        given().auth()
                .preemptive()
                .basic("viewer", "secret")
                .contentType("application/json")
                .body(body)
                .post("/jolokia/shop")
                .then()
                .statusCode(400)
                .body("detail", containsString("4001 requests; the limit is 1000"))
                .time(lessThan(2_000L));
    }

    @Test
    void theShortestDeadlineStillGivesOutcomes() {
        RouterFixture.AZURE.stubFor(WireMock.post(urlEqualTo("/v1/call"))
                .willReturn(WireMock.aResponse().withFixedDelay(300)));
        call("{\"requests\":[" + READ + "]}").statusCode(200); // the map is known from here on
        for (int time = 0; time < 20; time++) {
            call("{\"requests\":[" + READ + "],\"deadlineMs\":1}")
                    .statusCode(200)
                    .body("outcomes[1].problem.code", startsWith("FUNCTION_"));
        }
    }

    @Test
    void aBodyWithAByteOrderMarkIsReadOrRefused() {
        byte[] json = ("\u00ef\u00bb\u00bf{\"requests\":[" + READ + "]}").getBytes(ISO_8859_1);
        int status = given().auth()
                .preemptive()
                .basic("viewer", "secret")
                .contentType("application/json")
                .body(json)
                .post(CALLS)
                .statusCode();
        assertThat(status).isIn(200, 400);
    }

    @Test
    void endlessBodiesDoNotFillTheHeap() throws IOException {
        String head = "POST " + CALLS + " HTTP/1.1\r\nHost: x\r\n" + RawRequests.ADMIN
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n";
        List<Socket> open = new ArrayList<>();
        try {
            // when
            for (int i = 0; i < 300; i++) {
                Socket socket = RawRequests.connect();
                open.add(socket);
                socket.getOutputStream().write(head.getBytes(ISO_8859_1));
            }

            // then the last ones exceed the limit
            String answer = new String(open.get(299).getInputStream().readNBytes(12), ISO_8859_1);
            assertThat(answer).isEqualTo("HTTP/1.1 429");
        } finally {
            for (Socket socket : open) {
                socket.close();
            }
        }
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                        RawRequests.send(head.replace("Host: x", "Host: x\r\nConnection: close") + "0\r\n\r\n"))
                .startsWith("HTTP/1.1 400"));
    }
}
