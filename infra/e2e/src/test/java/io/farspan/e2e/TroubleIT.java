package io.farspan.e2e;

import java.io.IOException;
import java.time.Duration;

import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.farspan.local.process.Child;
import io.farspan.local.stack.LocalStack;
import io.farspan.local.stack.StackOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

/** A separate stack whose processes are killed and stopped. */
@Tag("full")
class TroubleIT {

    private static final String CALL = "{\"requests\":[" + Api.HEAP + "],\"unify\":[\"sum\"],\"deadlineMs\":3000}";

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private LocalStack stack;
    private Api api;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        stack = LocalStack.start(StackOptions.usual(), System.out::println);
        api = new Api(stack);
        api.call("shop", CALL.replace("3000", "20000")).body("partial", equalTo(false));
    }

    @AfterEach
    void stop() {
        stack.close();
        assertThat(stack.children()).noneMatch(Child::isAlive);
    }

    @Test
    void aKilledOrStoppedProcessCostsOnlyItsOwnOutcomes() throws IOException, InterruptedException {
        // no database: moves are made, tools get answers, and the ledger catches up
        stack.child("postgres").kill();
        api.as("admin")
                .body("{\"weights\":{\"dc1\":50},\"reason\":\"no store\"}")
                .post("/api/v1/applications/shop/weights")
                .then()
                .statusCode(200);
        ledger().body("complete", equalTo(false)).body("entries.entry.why", hasItem("no store"));
        api.call("shop", CALL).body("partial", equalTo(false));
        stack.replace("postgres");
        await().atMost(LIMIT).untilAsserted(() -> ledger().body("complete", equalTo(true))
                .body("entries.entry.why", hasItem("no store")));
        api.as("viewer")
                .get("/api/v1/applications/shop/ledger/verification")
                .then()
                .body("intact", equalTo(true));

        // a killed JVM
        kill("-KILL", "instance:aws1/i-1");
        api.call("shop", CALL)
                .statusCode(200)
                .body("outcomes", hasSize(6))
                .body("outcomes.findAll { it.responses != null }", hasSize(5))
                .body("outcomes.find { it.instance == 'aws1/i-1' }.problem.code", equalTo("INSTANCE_UNREACHABLE"))
                .body("outcomes.find { it.instance == 'aws1/i-1' }.problem.stage", equalTo("tcp"));

        // a JVM that hangs
        kill("-STOP", "instance:az1/i-1");
        api.call("shop", CALL)
                .body("outcomes.findAll { it.responses != null }", hasSize(4))
                .body("outcomes.find { it.instance == 'az1/i-1' }.problem.code", equalTo("INSTANCE_TIMEOUT"));
        kill("-CONT", "instance:az1/i-1");

        // a killed function: another one stands in for it, and the answer says so
        kill("-KILL", "function:dc1");
        api.call("shop", CALL)
                .body("outcomes", hasSize(6))
                .body("outcomes.findAll { it.location == 'dc1' && it.responses != null }", hasSize(2))
                .body("relayed.dc1", anyOf(equalTo("aws1"), equalTo("az1")));
        await().atMost(LIMIT).untilAsserted(() -> api.diagnosis()
                .body("verdicts.find { it.component == 'function dc1' }.kind", equalTo("FUNCTION_DOWN"))
                .body("verdicts.find { it.component == 'instance aws1/i-1' }.kind", equalTo("APP_DOWN")));
        api.call("shop", CALL)
                .body("outcomes.find { it.instance == 'aws1/i-1' }.problem.verdict.kind", equalTo("APP_DOWN"));

        // a function that hangs
        kill("-STOP", "function:aws1");
        await().atMost(LIMIT).untilAsserted(() -> api.diagnosis()
                .body("verdicts.find { it.component == 'function aws1' }.kind", equalTo("FUNCTION_DOWN")));
        api.call("shop", CALL)
                .body("outcomes.find { it.instance == 'aws1/i-2' }.responses", hasSize(1))
                .body("outcomes.find { it.instance == 'az1/i-2' }.responses", hasSize(1))
                .body("relayed.aws1", equalTo("az1"));
        kill("-CONT", "function:aws1");

        // no map: the last known one is used and marked as stale
        kill("-KILL", "dns");
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> api.call("shop", CALL)
                .statusCode(200)
                .body("stale", equalTo(true))
                .body("outcomes.find { it.instance == 'az1/i-2' }.responses", hasSize(1)));
        api.as("admin")
                .delete("/api/v1/applications/shop/instances/aws1/i-1")
                .then()
                .statusCode(503)
                .body("code", equalTo("MAP_UNREACHABLE"));
    }

    private ValidatableResponse ledger() {
        return api.as("viewer")
                .get("/api/v1/applications/shop/ledger?kind=failover")
                .then()
                .statusCode(200);
    }

    private void kill(String signal, String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder(
                        "kill", signal, Long.toString(stack.child(name).pid()))
                .start();
        assertThat(kill.waitFor()).isZero();
    }
}
