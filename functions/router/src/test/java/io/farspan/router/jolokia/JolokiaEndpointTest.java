package io.farspan.router.jolokia;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Headers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.farspan.router.fixture.RouterFixture;

import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.farspan.router.fixture.RouterRequests.READ;
import static io.farspan.router.fixture.RouterRequests.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;

/** The Jolokia endpoint as browsers and Jolokia clients use it. */
@QuarkusTest
@WithTestResource(value = RouterFixture.class, scope = TestResourceScope.MATCHING_RESOURCES)
class JolokiaEndpointTest {

    @BeforeEach
    void reset() {
        RouterFixture.reset();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "read/java.lang:type=Memory/HeapMemoryUsage/used|\"path\":\"used\"",
                "read/java.lang:type=Memory/HeapMemoryUsage,Verbose|\"attribute\":[\"HeapMemoryUsage\",\"Verbose\"]",
                "read/x:path=!/a!/b!!c/A|\"mbean\":\"x:path=/a/b!c\"",
                "search/*:type=Memory,*|\"mbean\":\"*:type=Memory,*\"",
                "list/java.lang?maxDepth=1&listCache=true|\"config\":{\"maxDepth\":\"1\",\"listCache\":\"true\"}",
                "read/java.lang:type=Memory?ignoreErrors=true|\"ignoreErrors\":\"true\"",
                "?p=read/java.lang:type=Memory/Verbose|\"attribute\":\"Verbose\"",
                "notification/register|\"command\":\"register\"",
                "version|\"type\":\"version\""
            })
    void aGetRequestBecomesTheEquivalentPostRequest(String path, String sent) {
        as("viewer")
                .urlEncodingEnabled(false)
                .get("/jolokia/shop/aws1/i-1/" + path.replace("!", "%21").replace("*", "%2A"));
        List<LoggedRequest> calls = RouterFixture.AWS.findAll(postRequestedFor(urlEqualTo("/v1/call")));
        assertThat(calls).hasSize(1);
        assertThat(calls.get(0).getBodyAsString()).contains(sent, "\"instances\":[\"i-1\"]");
    }

    @Test
    void anInstanceAnswersAsItsAgentDoes() {
        as("viewer")
                .get("/jolokia/shop/aws1/i-1/read/java.lang:type=Memory/HeapMemoryUsage")
                .then()
                .statusCode(200)
                .body("status", equalTo(200))
                .body("value", hasKey("used"));
        as("viewer")
                .body("[" + READ + "," + READ + "]")
                .post("/jolokia/shop/aws1/i-1")
                .then()
                .statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({
        "viewer, /jolokia/shop/aws1/i-1/read/java.lang:type=Memory/HeapMemoryUsage, 200",
        "viewer, /jolokia/shop/version, 200",
        "viewer, /jolokia/shop/nowhere, 404",
        "viewer, /jolokia, 404",
        "unknown, /jolokia/shop/version, 401"
    })
    void noAnswerMayBeCached(String user, String path, int status) {
        Headers headers = as(user).get(path).then().statusCode(status).extract().headers();

        assertThat(headers.getValue("Cache-Control")).isEqualTo("no-cache");
        assertThat(instant(headers.getValue("Expires")))
                .isEqualTo(instant(headers.getValue("Date")).minus(Duration.ofHours(1)));
    }

    @Test
    void whatIsRefusedAtTheDoorMayNotBeCachedEither() {
        as("viewer")
                .header("Origin", "https://elsewhere.example")
                .get("/jolokia/shop/version")
                .then()
                .statusCode(403)
                .header("Cache-Control", "no-cache");
    }

    @Test
    void aListOfTheRootIsAListOfEverything() {
        // given
        String list = "{\"status\":200,\"value\":{\"a\":{\"b=c\":{\"attr\":{}}}}}";
        RouterFixture.answer(RouterFixture.AWS, "aws1", "i-1", list);
        RouterFixture.answer(RouterFixture.AZURE, "az1", "i-2", list);

        // when
        for (String endpoint : List.of("/jolokia/shop", "/jolokia/shop/aws1/i-1")) {
            as("viewer")
                    .body("{\"type\":\"list\",\"path\":\"/\"}")
                    .post(endpoint)
                    .then()
                    .body("status", equalTo(200))
                    .body("value.a", hasKey("b=c"));
        }

        // then
        RouterFixture.AWS.verify(
                2,
                postRequestedFor(urlEqualTo("/v1/call"))
                        .withRequestBody(containing("\"requests\":[{\"type\":\"list\"}]")));
    }

    @Test
    void theApplicationIsOneAgent() {
        // the first read of a domain also asks which of its attributes are settings
        String list = "{\"status\":200,\"value\":{\"type=Memory\":{\"attr\":{}}}}";
        RouterFixture.answer(RouterFixture.AWS, "aws1", "i-1", list + ",{\"status\":200,\"value\":{\"used\":10}}");
        RouterFixture.answer(RouterFixture.AZURE, "az1", "i-2", list + ",{\"status\":200,\"value\":{\"used\":32}}");
        as("viewer")
                .body(READ)
                .post("/jolokia/shop")
                .then()
                .statusCode(200)
                .body("value.used", equalTo(42))
                .body("request.mbean", equalTo("java.lang:type=Memory"));
    }

    @Test
    void aMalformedNameInABulkFailsOnlyItsOwnRequest() {
        as("viewer")
                .body("[{\"type\":\"read\",\"mbean\":\"no name\"},{\"type\":\"version\"}]")
                .post("/jolokia/shop")
                .then()
                .statusCode(200)
                .body("$", hasSize(2))
                .body("[0].status", equalTo(400))
                .body("[0].error", containsString("no name"))
                .body("[1].status", equalTo(200));
    }

    @Test
    void proxyRequestsAreNeverSent() {
        as("admin")
                .body("{\"type\":\"read\",\"mbean\":\"a:b=c\",\"target\":{\"url\":\"service:jmx:rmi:///x\"}}")
                .post("/jolokia/shop")
                .then()
                .body("status", equalTo(400))
                .body("error", containsString("target"));
        RouterFixture.AWS.verify(WireMock.exactly(0), postRequestedFor(urlEqualTo("/v1/call")));
    }

    @Test
    void aDeniedRequestInABulkFailsAlone() {
        as("viewer")
                .body("[{\"type\":\"exec\",\"mbean\":\"java.lang:type=Memory\",\"operation\":\"gc\"}]")
                .post("/jolokia/shop/aws1/i-1")
                .then()
                .statusCode(200)
                .body("[0].status", equalTo(403))
                .body("[0].error_type", equalTo("java.lang.SecurityException"));
        RouterFixture.AWS.verify(WireMock.exactly(0), postRequestedFor(urlEqualTo("/v1/call")));
    }

    @Test
    void pagesOfOtherSitesAreRefused() {
        as("viewer")
                .header("Origin", "https://elsewhere.example")
                .get("/jolokia/shop/version")
                .then()
                .statusCode(403)
                .body("detail", containsString("elsewhere.example"));
        as("viewer")
                .header("Sec-Fetch-Site", "cross-site")
                .get("/jolokia/shop/version")
                .then()
                .statusCode(403);
        as("viewer")
                .header("Sec-Fetch-Site", "same-origin")
                .get("/jolokia/shop/version")
                .then()
                .statusCode(200);
        as("viewer")
                .queryParam("callback", "steal")
                .get("/jolokia/shop/version")
                .then()
                .statusCode(400);
    }

    @Test
    void aFormCannotPost() {
        given().auth()
                .preemptive()
                .basic("viewer", "secret")
                .contentType("text/plain")
                .body(READ)
                .post("/jolokia/shop")
                .then()
                .statusCode(415);
        given().get("/jolokia/shop/version").then().statusCode(401);
    }

    @Test
    void wrongPathsAndBodiesAreExplained() {
        as("viewer")
                .get("/jolokia/shop/nothing")
                .then()
                .statusCode(404)
                .body("detail", containsString("/jolokia/shop/"));
        as("viewer").body("{").post("/jolokia/shop").then().statusCode(400);
        as("viewer").body("7").post("/jolokia/shop").then().statusCode(400);
        as("viewer").get("/jolokia/shop/read").then().statusCode(400).body("detail", containsString("ObjectName"));
        as("viewer").body("[]").post("/jolokia/shop").then().statusCode(200).body("$", hasSize(0));
    }

    private static Instant instant(String date) {
        return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    }
}
