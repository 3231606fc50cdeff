package io.farspan.diagnosis;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;

import static org.assertj.core.api.Assertions.assertThat;

class OwnCallsTest {

    private static final Duration LEFT = Duration.ofSeconds(5);
    private static final Optional<List<String>> ONE = Optional.of(List.of("i-1"));

    private final OwnCalls calls = new OwnCalls();

    @Test
    void whileACallIsUnderWayItsAgentsMayBeSilent() {
        OwnCalls.Call one = calls.begin(ONE, LEFT);

        assertThat(keeps("i-1")).isTrue();
        assertThat(keeps("i-2")).isFalse();

        calls.end(one, Optional.of(List.of(answered("i-1"))));
        assertThat(keeps("i-1")).isFalse();
    }

    @Test
    void aCallToAllExcusesAllAgents() {
        for (Optional<List<String>> names : List.of(
                Optional.<List<String>>empty(),
                Optional.of(IntStream.range(0, 5_000).mapToObj(i -> "i-" + i).toList()))) {
            OwnCalls.Call all = calls.begin(names, LEFT);
            assertThat(keeps("i-4")).isTrue();

            calls.end(all, Optional.of(List.of(answered("i-4"), failed("i-5", ProblemCode.INSTANCE_UNREACHABLE))));
            assertThat(keeps("i-4")).isFalse();
            assertThat(keeps("i-5")).isFalse();
        }
    }

    @Test
    void anAgentThatTimedOutMayStillBeBusyUntilItAnswersAProbe() {
        // given
        long before = System.nanoTime();
        OwnCalls.Call all = calls.begin(Optional.empty(), LEFT);

        // when
        calls.end(all, Optional.of(List.of(answered("i-1"), failed("i-2", ProblemCode.INSTANCE_TIMEOUT))));

        // then
        assertThat(keeps("i-1")).isFalse();
        assertThat(calls.keep("i-2", Optional.of(before))).isTrue();
        assertThat(calls.keep("i-2", Optional.of(System.nanoTime()))).isFalse();
        assertThat(calls.keep("i-2", Optional.of(before))).isFalse();
    }

    @Test
    void theResultOfAnAbandonedCallIsUnknown() {
        calls.end(calls.begin(ONE, LEFT), Optional.empty());
        calls.end(
                calls.begin(Optional.of(List.of("i-2")), LEFT),
                Optional.of(List.of(failed("i-2", ProblemCode.FUNCTION_TIMEOUT))));
        calls.end(
                calls.begin(Optional.of(List.of("i-3")), LEFT),
                Optional.of(List.of(failed("i-3", ProblemCode.FUNCTION_UNREACHABLE))));

        assertThat(keeps("i-1")).isTrue();
        assertThat(keeps("i-2")).isTrue();
        assertThat(keeps("i-3")).isFalse();
    }

    @Test
    void noCallExcusesAnAgentForLongerThanAMinuteAfterItsDeadline() {
        OwnCalls.Call long1 = calls.begin(ONE, Duration.ofSeconds(-61));
        assertThat(keeps("i-1")).isFalse();

        calls.end(long1, Optional.of(List.of(failed("i-1", ProblemCode.INSTANCE_TIMEOUT))));
        assertThat(keeps("i-1")).isFalse();
    }

    @Test
    void repeatedCallsToADeadAgentDoNotExcuseItForEver() {
        // given: an agent that has not answered the first of many calls for longer than a minute
        calls.end(
                new OwnCalls.Call(Set.of(""), ago(70), ago(5)),
                Optional.of(List.of(failed("i-1", ProblemCode.INSTANCE_TIMEOUT))));

        // when: all agents are called all the time
        OwnCalls.Call further = calls.begin(Optional.empty(), LEFT);
        calls.end(
                calls.begin(Optional.empty(), LEFT), Optional.of(List.of(failed("i-1", ProblemCode.INSTANCE_TIMEOUT))));

        // then
        assertThat(keeps("i-1")).isFalse();
        assertThat(keeps("i-2")).isTrue();
        calls.end(further, Optional.of(List.of(answered("i-1"))));
        assertThat(keeps("i-2")).isFalse();
    }

    @Test
    void removedInstancesAreForgotten() {
        calls.end(calls.begin(ONE, LEFT), Optional.of(List.of(failed("i-1", ProblemCode.INSTANCE_TIMEOUT))));

        calls.retain(Set.of("i-2"));

        assertThat(keeps("i-1")).isFalse();
    }

    private boolean keeps(String name) {
        return calls.keep(name, Optional.empty());
    }

    private static long ago(int seconds) {
        return System.nanoTime() - Duration.ofSeconds(seconds).toNanos();
    }

    private static Outcome answered(String name) {
        return Outcome.answered(new InstanceId("aws1", name), 1, List.of());
    }

    private static Outcome failed(String name, ProblemCode code) {
        return Outcome.failed(new InstanceId("aws1", name), 1, Problem.of(code, "it failed"));
    }
}
