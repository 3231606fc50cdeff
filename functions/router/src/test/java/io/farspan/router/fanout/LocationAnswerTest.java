package io.farspan.router.fanout;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.function.FunctionAnswer;
import io.farspan.protocol.function.SharedResponses;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;

import static org.assertj.core.api.Assertions.assertThat;

/** The memory that a location's answer holds. */
class LocationAnswerTest {

    private static final int LARGE = 1 << 20;

    @Test
    void equalRepliesOfReplicasCountOnce() {
        // given
        String body = "{\"value\":\"" + "x".repeat(LARGE) + "\",\"timestamp\":";
        List<Outcome> outcomes = new ArrayList<>();
        for (int replica = 0; replica < 50; replica++) {
            outcomes.add(Outcome.answered(
                    new InstanceId("aws1", "i-" + replica), 1, List.of(RawJson.of(body + replica + "}"))));
        }
        FunctionAnswer folded =
                new SharedResponses(Optional.empty()).fold(new FunctionAnswer("aws1", 1, outcomes, Map.of()));

        // when
        FunctionAnswer whole = SharedResponses.unfold(folded, Map.of());
        LocationAnswer answer = new LocationAnswer("aws1", 1, whole.outcomes(), Optional.empty(), Optional.empty());

        // then
        assertThat(answer.bytes()).isBetween((long) LARGE, 2L * LARGE);
    }

    @Test
    void aRefusedAnswerIsAProblemOfEachInstance() {
        InstanceId id = new InstanceId("aws1", "i-1");
        LocationAnswer answer = new LocationAnswer(
                "aws1",
                1,
                List.of(Outcome.answered(id, 7, List.of(RawJson.of("{}")))),
                Optional.empty(),
                Optional.empty());
        Problem why = Problem.of(ProblemCode.TOO_MUCH, "No room.");

        assertThat(answer.refused(why).outcomes()).containsExactly(Outcome.failed(id, 7, why));
    }
}
