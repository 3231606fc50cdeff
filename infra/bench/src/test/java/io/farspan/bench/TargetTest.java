package io.farspan.bench;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class TargetTest {

    @ParameterizedTest
    @CsvSource({
        "overhead,          added_p50_ms,     0.800, true",
        "overhead,          added_p50_ms,     0.801, false",
        "overhead,          throughput_ratio, 0.3,   true",
        "overhead,          throughput_ratio, 0.299, false",
        "fanout,            wan_calls,        3.00,  true",
        "fanout,            wan_calls,        2.99,  false",
        "diagnosis further, macro_f1,         NaN,   false"
    })
    void aFigureIsComparedAsItsTargetSays(String bench, String figure, String value, boolean met) {
        assertThat(Target.of(bench, figure))
                .hasValueSatisfying(target -> assertThat(target.isMetBy(value)).isEqualTo(met));
    }

    @Test
    void everyTargetIsOfABenchThatAllRuns() {
        assertThat(Bench.names())
                .containsAll(Target.ALL.stream().map(Target::bench).toList());
    }

    @Test
    void noFigureHasTwoTargets() {
        assertThat(Target.ALL.stream().map(target -> target.bench() + " " + target.figure()))
                .doesNotHaveDuplicates();
    }
}
