package io.farspan.core.call;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;

import static org.assertj.core.api.Assertions.assertThat;

class CollectedResponsesTest {

    private static final InstanceId ID = new InstanceId("dc1", "i-1");
    private static final RawJson READ = RawJson.of("{\"type\":\"read\",\"mbean\":\"java.lang:type=Memory\"}");
    private static final RawJson EXEC =
            RawJson.of("{\"type\":\"exec\",\"mbean\":\"java.lang:type=Memory\",\"operation\":\"gc\"}");
    private static final RawJson RESPONSE = RawJson.of("{\"value\":1,\"status\":200}");
    private static final RequestFailure SILENT =
            new RequestFailure(Problem.of(ProblemCode.INSTANCE_TIMEOUT, "silent"), true);
    private static final RequestFailure NOT_ASKED =
            new RequestFailure(Problem.of(ProblemCode.TOO_MUCH, "not asked"), false);

    @Test
    void whatWasAnsweredIsKeptBesideWhatFailed() {
        // given
        CollectedResponses responses = responses(READ, READ);

        // when
        responses.failed(0, SILENT);
        responses.answered(1, RESPONSE);

        // then
        List<RawJson> all = responses.outcome(7).responses().orElseThrow();
        assertThat(all).hasSize(2);
        assertThat(all.get(0).toString()).contains("silent");
        assertThat(all.get(1)).isEqualTo(RESPONSE);
    }

    @Test
    void anAgentThatAnsweredNothingIsAFailure() {
        // given
        CollectedResponses responses = responses(READ, READ);

        // when
        responses.failed(0, SILENT);
        responses.failed(1, new RequestFailure(Problem.of(ProblemCode.INSTANCE_TIMEOUT, "not asked"), true));

        // then
        Outcome outcome = responses.outcome(7);
        assertThat(outcome.problem().orElseThrow().detail()).isEqualTo("silent");
    }

    @Test
    void whatWasNotAskedIsNoFailureOfTheAgent() {
        // given
        CollectedResponses responses = responses(READ);

        // when
        responses.failed(0, NOT_ASKED);

        // then
        assertThat(responses.outcome(7).responses().orElseThrow()).hasSize(1);
    }

    @Test
    void eachOfSeveralChangesHasItsOwnResult() {
        // given
        CollectedResponses responses = responses(EXEC, EXEC);

        // when
        responses.failed(0, SILENT);
        responses.failed(1, SILENT);

        // then
        assertThat(responses.outcome(7).responses().orElseThrow()).hasSize(2);
    }

    private static CollectedResponses responses(RawJson... requests) {
        return new CollectedResponses(ID, new Batch(List.of(requests)), AgentLimits.USUAL, new CallRefusals(ID, "ann"));
    }
}
