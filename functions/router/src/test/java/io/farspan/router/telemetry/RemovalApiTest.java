package io.farspan.router.telemetry;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.function.PluginOutcome;
import io.farspan.protocol.function.PluginReply;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.stream.Checkpoint;
import io.farspan.protocol.stream.CollectAnswer;
import io.farspan.protocol.stream.Frames;
import io.farspan.protocol.stream.StreamBatch;
import io.farspan.protocol.stream.StreamKind;
import io.farspan.protocol.stream.StreamName;
import io.farspan.protocol.stream.StreamRecord;
import io.farspan.router.fixture.RouterDatabase;
import io.farspan.router.fixture.RouterFixture;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.farspan.router.fixture.RouterRequests.SHOP;
import static io.farspan.router.fixture.RouterRequests.as;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

/** An instance goes only when home holds its streams, or when somebody says why not. */
@QuarkusTest
@WithTestResource(value = RouterFixture.class, scope = TestResourceScope.MATCHING_RESOURCES)
@WithTestResource(value = RouterDatabase.class, scope = TestResourceScope.MATCHING_RESOURCES)
@TestProfile(RemovalApiTest.OfItsOwn.class)
class RemovalApiTest {

    private static final String INSTANCE = SHOP + "/instances/aws1/i-7";
    private static final InstanceId ID = InstanceId.parse("aws1/i-7");
    private static final StreamName JUL = new StreamName("jul");

    /** A router of its own for this class. */
    public static class OfItsOwn implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("farspan.telemetry.collect.enabled", "true", "farspan.telemetry.collect.drain", "500ms");
        }
    }

    private final UUID incarnation = UUID.randomUUID();

    @BeforeEach
    void register() {
        RouterFixture.reset();
        as("admin")
                .body("{\"id\":\"aws1/i-7\",\"address\":\"10.0.0.1\",\"port\":8778}")
                .post(SHOP + "/instances")
                .then()
                .statusCode(201);
    }

    @Test
    void anInstanceWithRecordsLeftStaysUntilTheyAreFetched() {
        // given: two of five records cannot be had
        agentHas(5);

        // when
        as("admin")
                .delete(INSTANCE)
                .then()
                .statusCode(409)
                .body("code", equalTo("INSTANCE_NOT_EMPTY"))
                .body("retryable", equalTo(true))
                .body("detail", containsString("stream 'jul' has 2 records from offset 3 on"));
        as("viewer").get(SHOP + "/instances").then().body("instances.id", hasItem("aws1/i-7"));
        agentHas(3);
        as("admin").delete(INSTANCE).then().statusCode(204);

        // then
        as("viewer").get(SHOP + "/instances").then().body("instances.id", not(hasItem("aws1/i-7")));
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> as("viewer")
                .get(SHOP + "/ledger?kind=map")
                .then()
                .body(
                        "entries.entry.evidence.flatten()",
                        hasItem("held: stream 'jul' up to offset 3 of " + incarnation)));
    }

    @Test
    void aReasonForcesItAndTheLedgerNamesWhatIsLost() {
        // given
        agentHas(5);

        // when
        as("admin").queryParam("force", " ").delete(INSTANCE).then().statusCode(400);
        as("operator").queryParam("force", "no").delete(INSTANCE).then().statusCode(403);
        as("admin")
                .queryParam("force", "the host burns")
                .delete(INSTANCE)
                .then()
                .statusCode(204);

        // then
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> as("viewer")
                .get(SHOP + "/ledger?kind=map")
                .then()
                .body(
                        "entries.find { it.entry.why == 'forced by admin: the host burns' }.entry.evidence",
                        hasItem(startsWith("not fetched: stream 'jul' has 2 records from offset 3"))));
    }

    @Test
    void aLocationIsLeftByTheInstancesThatAreHeld() {
        // given: the other instance has a stock agent that cannot be asked, and no stream of it is known
        agentHas(5);

        // when
        as("viewer").delete(SHOP + "/instances/aws1?all=true").then().statusCode(403);
        as("admin")
                .delete(SHOP + "/instances/aws1/")
                .then()
                .statusCode(400)
                .body("detail", containsString("Say all=true"));
        as("admin")
                .delete(SHOP + "/instances/aws1?all=true")
                .then()
                .statusCode(200)
                .body("removed", equalTo(List.of("aws1/i-1")))
                .body("kept.'aws1/i-7'.code", equalTo("INSTANCE_NOT_EMPTY"));
        agentHas(3);

        // then
        as("admin").delete(SHOP + "/instances/aws1?all=true").then().body("removed", equalTo(List.of("aws1/i-7")));
        as("viewer").get(SHOP + "/instances").then().body("instances.id", equalTo(List.of("az1/i-2")));
    }

    /** Three records can be read of as many as its agent says that there are. */
    private void agentHas(long end) {
        Frames.Builder frames = new Frames.Builder();
        long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
        for (int record = 0; record < 3; record++) {
            frames.add(StreamRecord.of(now + record, 9, "line " + record).write());
        }
        byte[] answer = Json.write(new CollectAnswer(
                List.of(new StreamBatch(
                        ID,
                        JUL,
                        StreamKind.LOG,
                        incarnation,
                        0,
                        3,
                        3,
                        Optional.empty(),
                        frames.build().block())),
                false,
                Map.of(),
                Map.of(),
                Map.of(ID, Map.of(JUL, new Checkpoint(incarnation, end)))));
        RouterFixture.AWS.stubFor(post(urlEqualTo("/v1/plugins/collect"))
                .willReturn(aResponse()
                        .withHeader("Content-Type", "application/json")
                        .withBody(Json.write(new PluginReply(
                                "aws1",
                                1,
                                "1",
                                List.of(PluginOutcome.answered(
                                        "aws1", Optional.empty(), 1, RawJson.slice(answer, 0, answer.length))))))));
    }
}
