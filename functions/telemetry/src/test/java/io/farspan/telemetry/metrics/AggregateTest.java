package io.farspan.telemetry.metrics;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Values of several instances as one. */
class AggregateTest {

    @ParameterizedTest
    @CsvSource({"sum,10", "avg,2.5", "min,1", "max,4", "p50,2.5", "p90,3.7", "p99,3.97"})
    void theFirstOfTheValuesBecomeOne(String word, double expected) {
        assertThat(Aggregate.parse(word).orElseThrow().of(new double[] {1, 2, 3, 4, 99}, 4))
                .isCloseTo(expected, within(1e-9));
    }

    @Test
    void aQuantileOfOneValueIsThatValue() {
        assertThat(Aggregate.P99.of(new double[] {7}, 1)).isEqualTo(7);
    }
}
