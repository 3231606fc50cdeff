package io.farspan.router.http;

import java.util.List;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.farspan.router.fixture.RouterFixture;

import static com.github.tomakehurst.wiremock.client.WireMock.exactly;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.farspan.router.fixture.RouterRequests.CALLS;
import static io.farspan.router.fixture.RouterRequests.EXEC;
import static io.farspan.router.fixture.RouterRequests.READ;
import static io.farspan.router.fixture.RouterRequests.as;
import static io.farspan.router.fixture.RouterRequests.call;
import static io.farspan.router.fixture.RouterRequests.viewer;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

/** Authentication, and requests that are refused before anything is done. */
@QuarkusTest
@WithTestResource(value = RouterFixture.class, scope = TestResourceScope.MATCHING_RESOURCES)
class AccessApiTest {

    @BeforeEach
    void reset() {
        RouterFixture.reset();
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
    void badInputIsExplained(String body, String code, String detail) {
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
    void theManagedApplicationsAreListedForWhoeverMayRead() {
        viewer().get("/api/v1/applications")
                .then()
                .statusCode(200)
                .body("applications", equalTo(List.of("shop", "secure")));
        as("agent").get("/api/v1/applications").then().statusCode(403);
        given().get("/api/v1/applications").then().statusCode(401);
    }

    @Test
    void anonymousRequestsAreRefused() {
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
    void aWrongPasswordIsRefusedEvenWhenTheRightOneIsCached() {
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
    void healthMetricsAndOpenApiAreServed() {
        call("{\"requests\":[" + READ + "]}").statusCode(200);
        given().get("/q/health")
                .then()
                .statusCode(200)
                .body("checks.find { it.name == 'location map' }.data.map", equalTo("reachable"));
        viewer().get("/q/metrics").then().statusCode(200).body(containsString("farspan_function_calls_seconds_count"));
        viewer().get("/q/openapi")
                .then()
                .statusCode(200)
                .body(containsString("/api/v1/applications/{application}/calls"));
    }
}
