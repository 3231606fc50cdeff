package io.farspan.core.agent;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.farspan.protocol.problem.ProblemCode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What answers count against the room there is for them, and when they give it back. */
class AnswerRoomTest {

    private static final byte[] BULK = "[{}]".getBytes();
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final int ROOM = 1 << 20;

    private final AgentClient client = new AgentClient(
            new AgentSettings("/jolokia/", Optional.empty(), 1_024, 1 << 20, ROOM, Duration.ofSeconds(20)));

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void aLargeAnswerThatNobodyTakesGivesItsRoomBack() throws IOException, InterruptedException {
        CountDownLatch gate = new CountDownLatch(1);
        CountDownLatch through = new CountDownLatch(1);
        try (ScriptedAgent agent = new ScriptedAgent((body, out, number) -> {
            if (number == 1) {
                gate.await();
            }
            out.write(ScriptedAgent.response("[\"" + "x".repeat(900_000) + "\"]"));
            return true;
        })) {
            // given
            client.ask(request(agent, through::countDown))
                    .subscribe()
                    .with(answer -> {})
                    .cancel();

            // when
            gate.countDown();
            assertThat(through.await(5, TimeUnit.SECONDS)).isTrue();

            // then
            client.ask(request(agent, () -> {})).await().atMost(LONG).release();
        }
    }

    @Test
    void smallAnswersThatAreHeldLeaveLessRoomForLargeOnes() throws IOException {
        try (ScriptedAgent small = ScriptedAgent.answering("[\"" + "x".repeat(30_000) + "\"]");
                ScriptedAgent large = ScriptedAgent.answering("[\"" + "x".repeat(600_000) + "\"]")) {
            // given
            List<AgentAnswer> held = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                held.add(client.ask(request(small, () -> {})).await().atMost(LONG));
            }

            // when
            assertThatThrownBy(
                            () -> client.ask(request(large, () -> {})).await().atMost(LONG))
                    .isInstanceOfSatisfying(
                            AgentFailure.class,
                            failure -> assertThat(failure.problem().code()).isEqualTo(ProblemCode.TOO_MUCH));

            // then small ones are read all the same, and there is room when they are released
            client.ask(request(small, () -> {})).await().atMost(LONG).release();
            held.forEach(AgentAnswer::release);
            client.ask(request(large, () -> {})).await().atMost(LONG).release();
        }
    }

    private static AgentRequest request(ScriptedAgent agent, Runnable ended) {
        return new AgentRequest(
                agent.address(), BULK, "", Duration.ofSeconds(5), false, Lane.CALL, true, 1 << 20, ended);
    }
}
