package io.farspan.router.diagnosis;

import java.time.Duration;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.farspan.router.fixture.RouterFixture;

import static io.farspan.router.fixture.RouterRequests.as;
import static io.farspan.router.fixture.RouterRequests.viewer;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

/** Heartbeats of agents. */
@QuarkusTest
@WithTestResource(value = RouterFixture.class, scope = TestResourceScope.MATCHING_RESOURCES)
class HeartbeatApiTest {

    private static final String HEARTBEATS = "/api/v1/applications/shop/heartbeats/";
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @BeforeEach
    void reset() {
        RouterFixture.reset();
    }

    @Test
    void aHeartbeatIsAnEdgeOfTheDiagnosisAndSaysWhenTheNextIsDue() {
        // then: also when a probe in between did not find the instance yet, whose heartbeats are forgotten then
        await().atMost(LIMIT).untilAsserted(() -> {
            as("agent")
                    .post(HEARTBEATS + "aws1/i-1")
                    .then()
                    .statusCode(200)
                    .body("nextMs", greaterThanOrEqualTo(2_000));
            viewer().get("/api/v1/applications/shop/diagnosis")
                    .then()
                    .body("edges.find { it.from == 'aws1/i-1' }.state", equalTo("ok"));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "agent, shop, az1/i-2, 403",
        "agent, other, aws1/i-1, 403",
        "viewer, shop, aws1/i-1, 403",
        "operator, shop, aws1/i-1, 403",
        "agent, shop, aws1/i-404, 404",
        "agent, shop, aws1/i%20404, 400",
    })
    void anInstanceCountsOnlyInItsOwnLocationAndWhenTheMapHasIt(
            String user, String application, String instance, int status) {
        as(user).urlEncodingEnabled(false)
                .post("/api/v1/applications/" + application + "/heartbeats/" + instance)
                .then()
                .statusCode(status);
    }

    @Test
    void nobodyIsHeardWithoutALogin() {
        given().post(HEARTBEATS + "aws1/i-1").then().statusCode(401);
    }

    @Test
    void aHeartbeatGivesNoAccessToTheDiagnosis() {
        as("agent").get("/api/v1/applications/shop/diagnosis").then().statusCode(403);
    }
}
