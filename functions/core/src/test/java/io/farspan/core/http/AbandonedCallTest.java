package io.farspan.core.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.CountDownLatch;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.subscription.Cancellable;
import org.junit.jupiter.api.Test;

import io.farspan.core.agent.AgentSettings;
import io.farspan.core.agent.ScriptedAgent;
import io.farspan.core.call.AgentLimits;
import io.farspan.protocol.json.Json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a call has taken is given back when its caller hangs up, or when something breaks. */
class AbandonedCallTest extends FunctionStage {

    private static final String WHOLE = "{\"type\":\"read\",\"mbean\":\"a:b=c\"}";
    private static final String LIST = "{\"type\":\"list\"}";

    @Override
    AgentSettings agents() {
        AgentSettings usual = AgentSettings.USUAL;
        return new AgentSettings(
                usual.path(),
                usual.authorization(),
                usual.concurrency(),
                usual.maxAnswerBytes(),
                12 << 20,
                usual.idle());
    }

    /** Answers each item with so many bytes, the given request only when the gate opens. */
    private static ScriptedAgent agent(int bytes, int gated, CountDownLatch gate) throws IOException {
        String one = "{\"value\":\"" + "x".repeat(bytes) + "\",\"status\":200}";
        return new ScriptedAgent((body, out, number) -> {
            if (number == gated) {
                gate.await();
            }
            int items = Json.wire().readTree(body).size();
            out.write(ScriptedAgent.response("[" + String.join(",", Collections.nCopies(items, one)) + "]"));
            return true;
        });
    }

    private Cancellable begin(String requests) {
        return function.handle(request(patient(requests), "shop")).subscribe().with(response -> {});
    }

    private static String patient(String requests) {
        return call("\"all\"", requests).replace("1500", "5000");
    }

    @Test
    void aCallThatWaitsForItsTurnLeavesTheQueue() throws IOException {
        CountDownLatch gate = new CountDownLatch(1);
        try (ScriptedAgent agent = agent(1, 1, gate)) {
            // given
            register("i-1", agent.address());
            begin(WHOLE);
            await().until(() -> agent.bodies().size() == 1);

            // when
            begin(WHOLE).cancel();
            gate.countDown();

            // then
            assertThat(codes(ask(patient(EXEC)))).containsExactly("");
            assertThat(agent.bodies()).hasSize(2);
        }
    }

    @Test
    void aLargeAnswerThatComesLateGivesItsRoomBack() throws IOException {
        CountDownLatch gate = new CountDownLatch(1);
        try (ScriptedAgent agent = agent(7 << 20, 1, gate)) {
            // given
            register("i-1", agent.address());
            Cancellable first = begin(LIST);
            await().until(() -> agent.bodies().size() == 1);

            // when
            first.cancel();
            gate.countDown();

            // then
            assertThat(ask(patient(LIST)).at("/outcomes/0/responses/0/status").asInt())
                    .isEqualTo(200);
        }
    }

    @Test
    void whatWasAnsweredBeforeGivesItsRoomBackAndNothingMoreIsAsked() throws IOException {
        CountDownLatch gate = new CountDownLatch(1);
        try (ScriptedAgent agent = agent(3 << 20, 3, gate)) {
            // given two answers and a third one under way
            register("i-1", agent.address());
            Cancellable first = begin(LIST + "," + LIST + "," + LIST + "," + LIST);
            await().until(() -> agent.bodies().size() == 3);

            // when
            first.cancel();
            gate.countDown();

            // then
            JsonNode answer = ask(patient(LIST + "," + LIST));
            assertThat(answer.at("/outcomes/0/responses/1/status").asInt()).isEqualTo(200);
            assertThat(agent.bodies()).hasSize(5);
        }
    }

    @Test
    void whatBreaksAtOneInstanceCostsThatInstanceOnly() throws IOException {
        // given limits with which the second heavy request to an agent breaks
        AgentLimits usual = AgentLimits.USUAL;
        @SuppressWarnings("NullAway")
        AgentLimits broken = new AgentLimits(
                usual.maxObjects(),
                usual.maxListObjects(),
                usual.maxCollectionSize(),
                usual.maxDepth(),
                usual.slice(),
                usual.window(),
                null,
                usual.bytes());
        try (ManagementFunction breaking = function(32 << 20, broken);
                ScriptedAgent one = agent(1, 0, new CountDownLatch(0));
                ScriptedAgent other = agent(1, 0, new CountDownLatch(0))) {
            register("i-1", one.address());
            register("i-2", other.address());
            Duration limit = Duration.ofSeconds(10);
            breaking.handle(request(call("[\"i-1\"]", WHOLE), "shop")).await().atMost(limit);

            // when
            JsonNode answer = json(
                    breaking.handle(request(patient(WHOLE), "shop")).await().atMost(limit));

            // then
            assertThat(codes(answer)).containsExactly("INTERNAL", "");
        }
    }
}
