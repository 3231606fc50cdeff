package io.farspan.router.call;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.farspan.home.gate.OutgoingCalls;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.call.UnifiedAnswer;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;

import static org.assertj.core.api.Assertions.assertThat;

/** The size limit of one answer. */
class AnswerBoundTest {

    private static final RawJson HUNDRED = RawJson.of("\"" + "x".repeat(98) + "\"");

    @Test
    void anOutcomeWithoutRoomIsAProblemAndSmallerOnesStillFit() {
        // given
        RawJson large = RawJson.of("\"" + "x".repeat(298) + "\"");

        // when
        UnifiedAnswer answer =
                bound(250).admit(answer(List.of(outcome(1, HUNDRED), outcome(2, large), outcome(3, HUNDRED))));

        // then
        assertThat(answer.partial()).isTrue();
        assertThat(answer.outcomes())
                .extracting(outcome -> outcome.problem().map(Problem::code))
                .containsExactly(
                        Optional.empty(), Optional.of(ProblemCode.INSTANCE_ANSWER_TOO_LARGE), Optional.empty());
    }

    @Test
    void anAnswerWithinTheLimitIsUnchanged() {
        UnifiedAnswer answer = answer(List.of(outcome(1, HUNDRED), outcome(2, HUNDRED)));
        assertThat(bound(200).admit(answer)).isEqualTo(answer);
    }

    @Test
    void aStreamHasTheSameLimit() {
        AnswerBound bound = bound(150);
        assertThat(bound.admit(new OutgoingCalls.Line.Arrived(outcome(1, HUNDRED))))
                .isEqualTo(new OutgoingCalls.Line.Arrived(outcome(1, HUNDRED)));
        OutgoingCalls.Line.Arrived second =
                (OutgoingCalls.Line.Arrived) bound.admit(new OutgoingCalls.Line.Arrived(outcome(2, HUNDRED)));
        assertThat(second.outcome().problem()).isPresent();
        OutgoingCalls.Line.Summary summary =
                (OutgoingCalls.Line.Summary) bound.admit(new OutgoingCalls.Line.Summary(answer(List.of())));
        assertThat(summary.summary().partial()).isTrue();
    }

    @Test
    void theProblemSaysWhatToDo() {
        // given
        AnswerBound bound = new AnswerBound(1_000, bytes -> false, () -> "there is no room; read first");

        // when
        UnifiedAnswer answer = bound.admit(answer(List.of(outcome(1, HUNDRED))));

        // then
        assertThat(answer.partial()).isTrue();
        assertThat(bound.admittedBytes()).isZero();
        Problem problem = answer.outcomes().get(0).problem().orElseThrow();
        assertThat(problem.code()).isEqualTo(ProblemCode.TOO_MUCH);
        assertThat(problem.detail()).contains("was carried out", "read first");
    }

    private static AnswerBound bound(long most) {
        return new AnswerBound(most, bytes -> true, () -> "");
    }

    private static Outcome outcome(int number, RawJson response) {
        return Outcome.answered(new InstanceId("aws1", "i-" + number), 1, List.of(response));
    }

    private static UnifiedAnswer answer(List<Outcome> outcomes) {
        return new UnifiedAnswer(
                "shop", 1, Instant.EPOCH, false, false, 1, 1, outcomes, Map.of(), Map.of(), Optional.empty());
    }
}
