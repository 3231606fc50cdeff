package io.farspan.diagnosis;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ThrottlingTest {

    private final AtomicLong nanos = new AtomicLong();
    private final Throttling throttling = new Throttling(nanos::get, () -> 0);

    @Test
    void oneRefusalIsNotThrottling() {
        throttling.refused("429", false);
        after(400);
        throttling.refused("429", false);
        assertThat(throttling.now()).isEmpty();
    }

    @Test
    void twoRefusalsWithoutAnAnswerInBetweenAreThrottlingUntilTheNextAnswer() {
        throttling.refused("429", false);
        after(1_000);
        throttling.refused("429 again", false);
        assertThat(throttling.now()).contains("429 again");

        throttling.answered();
        assertThat(throttling.now()).isEmpty();
        throttling.refused("429", false);
        assertThat(throttling.now()).isEmpty();
    }

    @Test
    void anAnswerInBetweenResetsTheCount() {
        throttling.refused("429", false);
        after(900);
        throttling.answered();
        after(900);
        throttling.refused("429", false);
        assertThat(throttling.now()).isEmpty();
    }

    @Test
    void oldRefusalsAreForgotten() {
        throttling.refused("429", false);
        after(8_000);
        throttling.refused("429", false);
        assertThat(throttling.now()).isEmpty();
        after(1_000);
        throttling.refused("429", false);
        assertThat(throttling.now()).isPresent();
        after(8_000);
        assertThat(throttling.now()).isEmpty();
    }

    @Test
    void aRefusalDueToOurOwnCallIsNoEvidenceButMakesProbesYield() {
        throttling.refused("429", true);
        after(1_500);
        throttling.refused("429", true);
        assertThat(throttling.now()).isEmpty();
        assertThat(throttling.isScarce()).isTrue();
        after(60_000);
        assertThat(throttling.isScarce()).isFalse();
    }

    @Test
    void refusedProbesSlowDownUpToALimitThatKeepsTheVerdict() {
        assertThat(throttling.pause()).isBetween(Duration.ofSeconds(1), Duration.ofMillis(1_300));
        assertThat(throttling.pause()).isBetween(Duration.ofSeconds(2), Duration.ofMillis(2_200));
        assertThat(throttling.pause()).isEqualTo(Duration.ofSeconds(4));
        assertThat(throttling.pause()).isEqualTo(Duration.ofSeconds(4));
        throttling.answered();
        assertThat(throttling.pause()).isLessThan(Duration.ofMillis(1_300));
    }

    @Test
    void aProbeWaitsForACallUnderWayButNotForEver() {
        LocationObservations observed = new LocationObservations(
                "aws1", null, new OwnCalls(), Duration.ofSeconds(30), Duration.ofSeconds(2), Clock.systemUTC());
        observed.nextProbe = 0;
        assertThat(observed.givesWay(1)).isFalse();
        observed.inFlight.incrementAndGet();
        assertThat(observed.givesWay(Duration.ofMillis(400).toNanos())).isTrue();
        assertThat(observed.givesWay(Duration.ofMillis(600).toNanos())).isFalse();
        observed.throttling.refused("429", true);
        assertThat(observed.givesWay(Duration.ofMillis(600).toNanos())).isTrue();
        assertThat(observed.givesWay(Duration.ofMillis(2_100).toNanos())).isFalse();
    }

    private void after(long millis) {
        nanos.addAndGet(Duration.ofMillis(millis).toNanos());
    }
}
