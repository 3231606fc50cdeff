package io.farspan.telemetry.collect;

import org.junit.jupiter.api.Test;

import io.farspan.protocol.stream.ClockReading;

import static org.assertj.core.api.Assertions.assertThat;

/** What calls tell of an instance's clock. Times are in nanoseconds, and calls take 100. */
class InstanceClockTest {

    private static final long SENT = 1_000_000;
    private static final long RECEIVED = SENT + 100;

    private final InstanceClock clock = new InstanceClock();

    @Test
    void aClockThatIsRightToWithinWhatCanBeMeasuredIsNotCorrected() {
        // when: read between 1,000,020 and 1,000,090
        clock.take(new ClockReading("a", SENT + 30, 20, 40, 50), SENT, RECEIVED);

        // then
        assertThat(clock.offset(0).present()).isZero();
    }

    @Test
    void aClockThatIsAheadIsCorrectedByTheMiddleOfWhatItCanBe() {
        // when
        clock.take(new ClockReading("a", SENT + 5_000, 20, 40, 50), SENT, RECEIVED);

        // then: read at 1,000,020 at the earliest and 1,000,090 at the latest
        assertThat(clock.offset(0).present()).isEqualTo(4_945);
    }

    @Test
    void aCorrectionStaysUntilACallExcludesIt() {
        // given
        clock.take(new ClockReading("a", SENT + 5_000, 20, 40, 50), SENT, RECEIVED);

        // when
        clock.take(new ClockReading("a", SENT + 5_010, 20, 40, 50), SENT, RECEIVED);
        long kept = clock.offset(0).present();
        clock.take(new ClockReading("a", SENT + 6_000, 20, 40, 50), SENT, RECEIVED);

        // then
        assertThat(kept).isEqualTo(4_945);
        assertThat(clock.offset(0).present()).isEqualTo(5_945);
    }

    @Test
    void whatAnEarlierRunAppendedIsCorrectedByItsOwnClock() {
        // given
        clock.take(new ClockReading("a", SENT + 5_000, 20, 40, 50), SENT, RECEIVED);

        // when
        clock.take(new ClockReading("b", SENT + 30, 20, 40, 50), SENT, RECEIVED);

        // then
        assertThat(clock.offset(7)).isEqualTo(new ClockOffset(7, 4_945, 0));
        assertThat(clock.offset(7).correct(6, 10_000)).isEqualTo(5_055);
        assertThat(clock.offset(7).correct(7, 10_000)).isEqualTo(10_000);
    }

    @Test
    void ofTheRunBeforeTheFirstOneThatWasSeenTheSameIsAssumed() {
        // when
        clock.take(new ClockReading("a", SENT + 5_000, 20, 40, 50), SENT, RECEIVED);

        // then
        assertThat(clock.offset(7)).isEqualTo(new ClockOffset(7, 4_945, 4_945));
    }

    @Test
    void aFunctionThatTookLongerThanTheWholeCallTellsNothing() {
        // when
        clock.take(new ClockReading("a", SENT + 5_000, 90, 95, 200), SENT, RECEIVED);

        // then
        assertThat(clock.offset(0).present()).isZero();
    }
}
