package io.farspan.diagnosis;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DriftTest {

    private long now = 5_000_000_000L;
    private final Drift drift = new Drift(Duration.ofMillis(50), () -> now);

    @Test
    void stepsThatComeInTimeAreNoGroundForTolerance() {
        for (int i = 0; i < 100; i++) {
            stepAfter(50);
            assertThat(drift.tolerant()).isFalse();
        }
    }

    @Test
    void whatFailsWhileThisProcessIsStarvedAndShortlyAfterCountsForNothing() {
        stepAfter(400);

        assertThat(drift.tolerant()).isTrue();
        assertThat(drift.blind()).as("too short for what is known to be old").isFalse();
        pass(1_200);
        assertThat(drift.tolerant()).isFalse();
    }

    @Test
    void afterAStandstillNothingIsJudgedBeforeItHasLookedAgain() {
        stepAfter(6_000);

        assertThat(drift.blind()).isTrue();
        stepAfter(50);
        assertThat(drift.blind()).isTrue();
        pass(1_200);
        assertThat(drift.blind()).isFalse();
    }

    private void stepAfter(long millis) {
        pass(millis);
        drift.step();
    }

    private void pass(long millis) {
        now += millis * 1_000_000;
    }
}
