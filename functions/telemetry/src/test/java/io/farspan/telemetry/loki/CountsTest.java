package io.farspan.telemetry.loki;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.store.LogCount;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** How much is counted before a query is refused. */
class CountsTest {

    private final Counts counts = new Counts();

    @Test
    void theFirstSeriesTooManyIsRefusedAsItComes() {
        // given
        for (int series = 0; series < 500; series++) {
            add("t" + series, 0);
        }
        add("t7", 1);

        // when, then
        assertThatThrownBy(() -> add("another", 0))
                .isInstanceOf(FarspanException.class)
                .hasMessageContaining("maximum of series (500)");
        assertThat(counts.room()).isEqualTo(100_000 - 501);
    }

    @Test
    void longLabelsAreRefusedAlthoughTheirSeriesAreFew() {
        // given
        String text = "x".repeat(1 << 20);
        add("1" + text.substring(1), 0);
        add("2" + text.substring(1), 0);
        add("2" + text.substring(1), 1);

        // when, then
        assertThatThrownBy(() -> add("3", 0)).isInstanceOfSatisfying(FarspanException.class, e -> assertThat(e.code())
                .isEqualTo(ProblemCode.TOO_MUCH));
    }

    @Test
    void fewCountsThatBecomeManyPointsAreRefused() {
        // given: each count is in the range of all of 10,000 steps
        Instant noon = Instant.parse("2026-11-30T12:00:00Z");
        Steps steps = Steps.between(noon, noon.plusSeconds(9_999), Duration.ofSeconds(1), Duration.ofSeconds(10_000));
        for (int series = 0; series < 25; series++) {
            add("t" + series, 9_999);
        }
        assertThat(counts.points(steps, LogQl.Function.COUNT_OVER_TIME)).hasSize(25);

        // when
        add("another", 9_999);

        // then
        assertThatThrownBy(() -> counts.points(steps, LogQl.Function.COUNT_OVER_TIME))
                .isInstanceOfSatisfying(
                        FarspanException.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.TOO_MUCH));
    }

    private void add(String thread, long stretch) {
        counts.add(
                Collections.unmodifiableSortedMap(new TreeMap<>()),
                List.of("thread"),
                new LogCount(List.of(thread), stretch, 1, 1));
    }
}
