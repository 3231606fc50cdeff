package io.farspan.core.agent;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.farspan.core.sharing.CommonBody;
import io.farspan.protocol.problem.ProblemCode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What becomes of answers that are compared with one that came before them. */
class ComparedAnswersTest {

    private static final byte[] BULK = "[{\"type\":\"list\"}]".getBytes();
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final int ROOM = 1 << 20;

    private final AgentClient client = new AgentClient(
            new AgentSettings("/jolokia/", Optional.empty(), 1_024, 1 << 20, ROOM, Duration.ofSeconds(20)));
    private final CommonBody common = new CommonBody();
    private final List<ScriptedAgent> agents = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        client.close();
        for (ScriptedAgent agent : agents) {
            agent.close();
        }
    }

    @Test
    void ofAnAnswerThatDiffersInItsTimeOnlyNothingIsKept() throws IOException {
        // given
        String value = "{\"a\":\"" + "x".repeat(300_000) + "\"}";
        AgentAnswer first = ask(agent(list(value, 1_700_000_000L)));
        String leader = first.responses(1).get(0).toString();

        // when
        AgentAnswer second = ask(agent(list(value, 1_700_000_007L)));

        // then
        assertThat(second.held()).isZero();
        assertThat(second.body()).isSameAs(first.body());
        assertThat(second.responses(1)).singleElement().hasToString(leader.replace("1700000000", "1700000007"));
    }

    @Test
    void anAnswerThatDiffersAnywhereElseIsItsOwn() throws IOException {
        // given
        String value = "{\"a\":\"" + "x".repeat(300_000) + "\",\"b\":\"end\"}";
        String whole = list(value, 1_700_000_000L);
        ask(agent(whole)).responses(1);
        List<String> others = List.of(
                whole.replaceFirst("xxx", "xyx"),
                whole.replace("\"end\"", "\"and\""),
                whole.replace("\"status\":200", "\"status\":404"),
                whole.replace("1700000000", "17000000000"),
                whole.replace("1700000000", "0700000000"),
                whole.replace("1700000000}", "170000000}}"),
                whole.replace("}]", "} ]"),
                whole.replace("x".repeat(1_000), "x".repeat(999)),
                whole.replace("1700000000", "170000000e"));

        for (String other : others) {
            // when
            AgentAnswer answer = ask(agent(other));

            // then
            assertThat(answer.held()).isEqualTo(other.length());
            assertThat(new String(answer.body())).isEqualTo(other);
            answer.release();
        }
    }

    @Test
    void whatEqualsAnAnswerThatIsOfNoUseIsOfNoUse() throws IOException {
        // given
        String value = "{\"a\":" + "x".repeat(300_000) + "}";
        AgentAnswer first = ask(agent(list(value, 1_700_000_000L)));
        assertThatThrownBy(() -> first.responses(1)).isInstanceOf(AgentFailure.class);

        // when
        AgentAnswer second = ask(agent(list(value, 1_700_000_001L)));

        // then
        assertThatThrownBy(() -> second.responses(1)).isInstanceOfSatisfying(AgentFailure.class, failure -> assertThat(
                        failure.problem().code())
                .isEqualTo(ProblemCode.INSTANCE_ANSWER_INVALID));
    }

    @Test
    void anAnswerIsReadForItselfWhenTheFirstIsLetGo() throws IOException {
        // given
        String value = "{\"a\":\"" + "x".repeat(300_000) + "\"}";
        AgentAnswer first = ask(agent(list(value, 1_700_000_000L)));

        // when
        CompletableFuture<AgentAnswer> second = asking(agent(list(value, 1_700_000_001L)));
        first.release();

        // then
        assertThat(second.join().responses(1)).singleElement().hasToString(body(value, 1_700_000_001L));
    }

    @Test
    void anAgentThatStopsInTheMiddleHoldsUpNoOther() throws IOException {
        // given
        String whole = list("{\"a\":\"" + "x".repeat(300_000) + "\"}", 1_700_000_000L);
        CountDownLatch begun = new CountDownLatch(1);
        ScriptedAgent stuck = new ScriptedAgent((request, out, number) -> {
            out.write(ScriptedAgent.response(whole), 0, 100_000);
            out.flush();
            begun.countDown();
            Thread.currentThread().join();
            return false;
        });
        agents.add(stuck);
        CompletableFuture<AgentAnswer> never = asking(stuck);
        assertThat(begun).satisfies(latch -> latch.await());

        // when
        AgentAnswer other = ask(agent(whole));

        // then
        assertThat(other.responses(1)).hasSize(1);
        assertThat(never).isNotDone();
    }

    @Test
    void anAgentThatSendsByteByByteHoldsUpNoOther() throws IOException {
        // given
        String whole = list("{\"a\":\"" + "x".repeat(300_000) + "\"}", 1_700_000_000L);
        CountDownLatch begun = new CountDownLatch(1);
        ScriptedAgent dripping = new ScriptedAgent((request, out, number) -> {
            byte[] response = ScriptedAgent.response(whole);
            out.write(response, 0, 100_000);
            for (int at = 100_000; at < response.length; at++) {
                out.write(response, at, 1);
                out.flush();
                begun.countDown();
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
            return false;
        });
        agents.add(dripping);
        CompletableFuture<AgentAnswer> slow = asking(dripping);
        assertThat(begun).satisfies(latch -> latch.await());

        // when
        AgentAnswer other = ask(agent(whole));

        // then
        assertThat(other.responses(1)).hasSize(1);
        assertThat(slow).isNotDone();
    }

    @Test
    void equalAnswersTakeTheRoomOfOne() throws IOException {
        // given
        String value = "{\"a\":\"" + "x".repeat(600_000) + "\"}";
        List<ScriptedAgent> many = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            many.add(agent(list(value, 1_700_000_000L + i)));
        }

        // when
        List<CompletableFuture<AgentAnswer>> answers =
                many.stream().map(this::asking).toList();
        CompletableFuture.anyOf(answers.toArray(CompletableFuture[]::new)).join();
        long ready = answers.stream()
                .filter(CompletableFuture::isDone)
                .peek(answer -> answer.join().responses(1))
                .count();

        // then
        assertThat(ready).isPositive();
        List<AgentAnswer> all = answers.stream().map(CompletableFuture::join).toList();
        assertThat(all.stream().mapToInt(AgentAnswer::held).sum()).isLessThan(700_000);
        assertThat(IntStream.range(0, 10)
                        .mapToObj(i -> all.get(i).responses(1).get(0).toString()))
                .containsExactlyElementsOf(IntStream.range(0, 10)
                        .mapToObj(i -> body(value, 1_700_000_000L + i))
                        .toList());
    }

    private static String list(String value, long time) {
        return "[" + body(value, time) + "]";
    }

    private static String body(String value, long time) {
        return "{\"request\":{\"type\":\"list\"},\"value\":" + value + ",\"status\":200,\"timestamp\":" + time + "}";
    }

    private ScriptedAgent agent(String body) throws IOException {
        ScriptedAgent agent = ScriptedAgent.answering(body);
        agents.add(agent);
        return agent;
    }

    private AgentAnswer ask(ScriptedAgent agent) {
        return asking(agent).join();
    }

    private CompletableFuture<AgentAnswer> asking(ScriptedAgent agent) {
        return client.ask(new AgentRequest(
                        agent.address(),
                        BULK,
                        "",
                        LONG,
                        false,
                        Lane.CALL,
                        true,
                        1 << 20,
                        Optional.of(common),
                        () -> {}))
                .subscribeAsCompletionStage();
    }
}
