package io.farspan.router.map;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.farspan.router.fixture.RouterFixture;

import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.serverError;
import static io.farspan.router.fixture.RouterRequests.READ;
import static io.farspan.router.fixture.RouterRequests.as;
import static io.farspan.router.fixture.RouterRequests.call;
import static io.farspan.router.fixture.RouterRequests.viewer;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

/** Reading and changing the map, and a router that cannot reach it. */
@QuarkusTest
@WithTestResource(value = RouterFixture.class, scope = TestResourceScope.MATCHING_RESOURCES)
class MapApiTest {

    @BeforeEach
    void reset() {
        RouterFixture.reset();
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

    @Test
    void aRegistrarRegistersAndRemovesInItsLocationAndDoesNothingElse() {
        // given
        String instances = "/api/v1/applications/shop/instances";
        String address = "\",\"address\":\"10.0.0.1\",\"port\":8778}";

        // when, then
        as("agent").body("{\"id\":\"aws1/i-8" + address).post(instances).then().statusCode(201);
        as("agent").delete(instances + "/aws1/i-8").then().statusCode(204);
        as("agent")
                .body("{\"id\":\"az1/i-8" + address)
                .post(instances)
                .then()
                .statusCode(403)
                .body("code", equalTo("FORBIDDEN"));
        as("agent")
                .body("{\"id\":\"aws1/i-8" + address)
                .post("/api/v1/applications/secure/instances")
                .then()
                .statusCode(403);
        as("agent").delete(instances + "/az1/i-2").then().statusCode(403);
        as("agent")
                .queryParam("force", "because")
                .delete(instances + "/aws1/i-1")
                .then()
                .statusCode(403);
        as("operator").delete(instances + "/aws1/i-1").then().statusCode(403);
        given().delete(instances + "/aws1/i-1").then().statusCode(401);
        for (String path : List.of("/instances", "/map", "/ledger", "/diagnosis", "/logs", "/policy")) {
            as("agent").get("/api/v1/applications/shop" + path).then().statusCode(403);
        }
        as("agent").body("{}").post("/api/v1/applications/shop/calls").then().statusCode(403);
        as("agent").body("{}").post("/jolokia/shop").then().statusCode(403);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"id\":\"aws1/i-7\",\"address\":\"example.org\",\"port\":1}|400|literal",
                "{\"id\":\"aws1/i-7\",\"address\":\"10.0.0.999\",\"port\":1}|400|10.0.0.999",
                "{\"id\":\"aws1/i-7\",\"address\":\"10.0.0.1\",\"port\":0}|400|port",
                "{\"id\":\"i-7\",\"address\":\"10.0.0.1\",\"port\":1}|400|location/name",
                "{\"id\":\"mars1/i-7\",\"address\":\"10.0.0.1\",\"port\":1}|404|mars1",
                "{\"id\":\"aws1/i-7\",\"address\":\"10.0.0.1\",\"port\":1,\"url\":\"x\"}|400|url",
                "{\"id\":\"aws1/i-7\",\"address\":\"10.0.0.1\",\"port\":1,\"labels\":{\"a\":\"b,c\"}}|400|label",
                "{\"id\":\"aws1/i-7\",\"port\":1}|400|address",
                "{\"id\":\"aws1/i-7\",\"address\":\"10.0.0.1\",\"port\":1,\"labels\":{\"_s\":\"80\"}}|400|service",
                "{\"id\":\"aws1/i-7\",\"address\":\"10.0.0.1\",\"port\":1,\"service\":{\"address\":\"shop.example.org\",\"port\":80}}|400|literal",
                "{\"id\":\"aws1/i-7\",\"address\":\"10.0.0.1\",\"port\":1,\"service\":{\"address\":\"10.0.0.1\",\"port\":70000}}|400|the"
                        + " service's port",
                "{\"id\":\"aws1/i-7\",\"address\":\"10.0.0.1\",\"port\":1,\"service\":{\"address\":\"10.0.0.1\"}}|400|port",
                "{\"id\":\"aws1/i-7\",\"address\":\"10.0.0.1\",\"port\":1,\"service\":{\"address\":\"10.0.0.1\",\"port\":80,\"path\":\"health\"}}|400|start"
                        + " with '/'",
                "{\"id\":\"aws1/i-7\",\"address\":\"10.0.0.1\",\"port\":1,\"service\":{\"address\":\"10.0.0.1\",\"port\":80,\"url\":\"x\"}}|400|url",
            })
    void anInvalidRegistrationIsExplained(String body, int status, String detail) {
        as("admin")
                .body(body)
                .post("/api/v1/applications/shop/instances")
                .then()
                .statusCode(status)
                .body("detail", containsString(detail));
    }

    @Test
    void aServiceEndpointIsRegisteredAndShown() {
        // when
        as("admin")
                .body("{\"id\":\"aws1/i-7\",\"address\":\"10.0.0.1\",\"port\":8778,"
                        + "\"service\":{\"address\":\"10.0.0.1\",\"port\":8080,\"path\":\"/health\"}}")
                .post("/api/v1/applications/shop/instances")
                .then()
                .statusCode(201)
                .body("service.port", equalTo(8080));

        // then
        try {
            viewer().get("/api/v1/applications/shop/instances")
                    .then()
                    .body("instances[1].service.address", equalTo("10.0.0.1"))
                    .body("instances[1].service.path", equalTo("/health"))
                    .body("instances[0].service", equalTo(null));
        } finally {
            as("admin")
                    .delete("/api/v1/applications/shop/instances/aws1/i-7")
                    .then()
                    .statusCode(204);
        }
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
    void aMalformedRecordAffectsItsLocationOnly() throws IOException {
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
    void aFailedFunctionWithoutInstancesIsAProblemOfItsLocation() {
        // given
        String instance = "/api/v1/applications/shop/instances";
        as("admin").delete(instance + "/az1/i-2").then().statusCode(204);
        RouterFixture.AZURE.stubFor(post("/v1/call").willReturn(serverError()));
        try {
            // when
            call("{\"requests\":[" + READ + "]}")
                    // then
                    .statusCode(200)
                    .body("outcomes.instance", contains("aws1/i-1"))
                    .body("problems.az1.code", equalTo("FUNCTION_ANSWER_INVALID"))
                    .body("problems.az1.verdict.component", endsWith(" az1"))
                    .body("problems.az1.verdict.evidence", not(empty()));
        } finally {
            as("admin")
                    .body("{\"id\":\"az1/i-2\",\"address\":\"127.0.0.1\",\"port\":8778,\"labels\":{\"tier\":\"db\"}}")
                    .post(instance);
        }
    }

    @Test
    void concurrentRegistrationsAreAllKept() throws InterruptedException {
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
    void withoutTheMapTheRouterServesCachedDataAndChangesNothing() throws IOException {
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
}
