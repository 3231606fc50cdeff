package io.farspan.diagnosis;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Turns at padding probes that are made every second. */
class LargeProbesTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final LargeProbes large = new LargeProbes();

    @Test
    void everySecondProbeOfALocationIsPadded() {
        int padded = 0;
        for (int at = 0; at < 10_000; at += 1_000) {
            padded += answered("aws1", at) ? 1 : 0;
        }

        assertThat(padded).isEqualTo(5);
    }

    @Test
    void applicationsTakeTurnsAtALocationAndEveryLocationHasItsOwn() {
        int padded = 0;
        for (int at = 0; at < 10_000; at += 200) {
            padded += answered("aws1", at) ? 1 : 0;
        }

        assertThat(padded).isBetween(5, 6);
        assertThat(answered("az1", 9_800)).isTrue();
    }

    @Test
    void everyProbeIsPaddedOnceOneWasNotAnsweredInTime() {
        // given
        take("aws1", 0);

        // then
        assertThat(take("aws1", 900)).isFalse();
        assertThat(take("aws1", 1_100)).isTrue();
        assertThat(take("aws1", 1_200)).isTrue();
        large.answered("aws1");
        assertThat(take("aws1", 1_300)).isFalse();
    }

    private boolean answered(String location, long millis) {
        boolean padded = take(location, millis);
        if (padded) {
            large.answered(location);
        }
        return padded;
    }

    private boolean take(String location, long millis) {
        return large.take(location, SECOND, millis * 1_000_000);
    }
}
