package io.farspan.router.call;

import java.util.Map;

import com.github.tomakehurst.wiremock.WireMockServer;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.farspan.router.fixture.RouterFixture;

import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesRegex;

/** Locations are called before anybody asks for them. A router of its own, and therefore left to CI. */
@Tag("full")
@QuarkusTest
@WithTestResource(value = RouterFixture.class, scope = TestResourceScope.MATCHING_RESOURCES)
@TestProfile(WarmupApiTest.ThreeCalls.class)
class WarmupApiTest {

    /** A router that warms up. */
    public static class ThreeCalls implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("farspan.router.warm-up-calls", "3");
        }
    }

    @Test
    void eachLocationHasHadItsFirstCallsWhenTheRouterIsReady() {
        // when
        Awaitility.await()
                .untilAsserted(() -> given().get("/q/health/ready").then().body("status", equalTo("UP")));

        // then
        assertThat(calls(RouterFixture.AWS)).isGreaterThanOrEqualTo(3);
        assertThat(calls(RouterFixture.AZURE)).isGreaterThanOrEqualTo(3);
    }

    @Test
    void theWayOverHttpHasBeenUsedWhenTheRouterIsReady() {
        // when
        Awaitility.await()
                .untilAsserted(() -> given().get("/q/health/ready").then().body("status", equalTo("UP")));

        // then
        given().auth()
                .preemptive()
                .basic("viewer", "secret")
                .get("/q/metrics")
                .then()
                .body(matchesRegex("(?s).*http_server_requests_seconds_count\\{method=\"POST\",outcome=\"SUCCESS\","
                        + "status=\"200\",uri=\"/api/v1/applications/\\{application}/calls\"} 10\\b.*"));
    }

    private static int calls(WireMockServer function) {
        return function.findAll(postRequestedFor(urlEqualTo("/v1/call"))).size();
    }
}
