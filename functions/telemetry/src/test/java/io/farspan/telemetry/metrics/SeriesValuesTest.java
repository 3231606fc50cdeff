package io.farspan.telemetry.metrics;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Points at the steps of a grid. */
class SeriesValuesTest {

    private static final double NONE = Double.NaN;
    private static final long BEGIN = 1_800_000_000_000L;

    @Test
    void aStepHasTheLastValueAtOrBeforeItUntilThatIsTooOld() {
        // given: steps at 0, 60, … 480 s
        SeriesValues values = SeriesValues.last(grid(480, 60));
        values.take(BEGIN - 30_000, 1);
        values.take(BEGIN + 60_000, 2);
        values.take(BEGIN + 60_001, 3);
        values.take(BEGIN + 100_000, 4);
        values.take(BEGIN + 481_000, 5);

        // then
        assertThat(values.end()).containsExactly(1, 2, 4, 4, 4, 4, 4, NONE, NONE);

        // and: the next series begins with nothing
        assertThat(values.end()).containsOnly(NONE);
    }

    @Test
    void aRateIsWhatACounterGrowsByInASecond() {
        // given: 2 a second, every 10 s
        SeriesValues rates = SeriesValues.rate(grid(240, 60));
        for (int second = -70; second <= 240; second += 10) {
            rates.take(BEGIN + second * 1_000L, 1_000 + 2 * second);
        }

        // then
        assertThat(rates.end()).containsExactly(2, 2, 2, 2, 2);
    }

    @Test
    void aCounterThatBeginsAgainLosesNothing() {
        // given: it grew by 30 to 130, began again and grew to 20, 50 in a minute
        SeriesValues rates = SeriesValues.rate(grid(60, 60));
        rates.take(BEGIN, 100);
        rates.take(BEGIN + 30_000, 130);
        rates.take(BEGIN + 60_000, 20);

        // then
        double[] all = rates.end();
        assertThat(all[0]).isNaN();
        assertThat(all[1]).isCloseTo(50.0 / 60, within(1e-9));
    }

    @Test
    void aCounterThatAppearsHasARateFromItsSecondSampleOn() {
        // given
        SeriesValues rates = SeriesValues.rate(grid(120, 30));
        rates.take(BEGIN + 35_000, 5);
        rates.take(BEGIN + 55_000, 45);

        // then: the window is a minute, two steps
        assertThat(rates.end()).containsExactly(NONE, NONE, 2, 2, NONE);
    }

    @Test
    void aRateGoesAcrossAPauseAndEndsAfterIt() {
        // given: no sample for two minutes, and no window without one
        SeriesValues rates = SeriesValues.rate(grid(240, 60));
        rates.take(BEGIN, 0);
        rates.take(BEGIN + 120_000, 120);

        // then
        assertThat(rates.end()).containsExactly(NONE, NONE, 1, NONE, NONE);
    }

    @Test
    void aStepOfSecondsLooksBackAMinute() {
        assertThat(grid(10, 1).window()).isEqualTo(60);
        assertThat(grid(3_600, 60).window()).isEqualTo(1);
        assertThat(grid(3_600, 900).window()).isEqualTo(1);
        assertThat(grid(3_600, 59).window()).isEqualTo(2);
    }

    private static Grid grid(int seconds, int step) {
        Instant from = Instant.ofEpochMilli(BEGIN);
        return Grid.of(from, from.plusSeconds(seconds), Duration.ofSeconds(step));
    }
}
