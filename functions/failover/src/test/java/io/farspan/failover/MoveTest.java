package io.farspan.failover;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MoveTest {

    @Test
    void trafficThatLeavesIsSpreadInProportionToTheOthersWeights() {
        Move move = Move.away(Map.of("aws1", 40, "az1", 40, "dc1", 20), "aws1", 0, List.of("az1", "dc1"));

        assertThat(move.after()).isEqualTo(Map.of("aws1", 0, "az1", 66, "dc1", 34));
    }

    @Test
    void nothingIsLostToRounding() {
        Move move = Move.away(Map.of("aws1", 100, "az1", 0, "dc1", 0, "x1", 0), "aws1", 0, List.of("az1", "dc1", "x1"));

        assertThat(move.after().values().stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(100);
        assertThat(move.gaining()).containsExactlyInAnyOrder("az1", "dc1", "x1");
    }

    @Test
    void aStepKeepsAShare() {
        Move move = Move.away(Map.of("aws1", 50, "az1", 50), "aws1", 50, List.of("az1"));

        assertThat(move.after()).isEqualTo(Map.of("aws1", 25, "az1", 75));
        assertThat(move.losing()).containsExactly("aws1");
    }

    @Test
    void withoutTargetsTheWeightBecomesZero() {
        Move move = Move.away(Map.of("aws1", 100), "aws1", 0, List.of());

        assertThat(move.after()).isEqualTo(Map.of("aws1", 0));
    }
}
