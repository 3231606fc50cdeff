package io.farspan.router.plugin;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.function.PluginOutcome;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;

import static org.assertj.core.api.Assertions.assertThat;

class LocationReplyTest {

    private static final Problem LONG = Problem.of(ProblemCode.PLUGIN_FAILED, "x".repeat(10_000));

    private final LocationReply reply = new LocationReply(
            "aws1", 1, Optional.of("1.0"), List.of(failed("aws1/i-1"), failed("aws1/i-2")), Optional.empty());

    @Test
    void problemsTakeRoomAsValuesDo() {
        assertThat(reply.bytes()).isGreaterThan(20_000);
    }

    @Test
    void whatThereIsNoRoomForLeavesOneProblem() {
        // given
        Problem why = Problem.of(ProblemCode.TOO_MUCH, "no room");

        // when
        LocationReply refused = reply.without(why);

        // then
        assertThat(refused.outcomes()).containsExactly(PluginOutcome.failed("aws1", Optional.empty(), 0, why));
        assertThat(refused.bytes()).isLessThan(1_000);
    }

    private static PluginOutcome failed(String id) {
        return PluginOutcome.failed("aws1", Optional.of(InstanceId.parse(id)), 1, LONG);
    }
}
