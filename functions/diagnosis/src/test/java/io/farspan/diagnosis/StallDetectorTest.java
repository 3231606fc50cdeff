package io.farspan.diagnosis;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StallDetectorTest {

    private long now = 5_000_000_000L;
    private final StallDetector stalls = new StallDetector(Duration.ofMillis(50), () -> now);

    @Test
    void punctualStepsExcuseNoFailures() {
        for (int i = 0; i < 100; i++) {
            stepAfter(50);
            assertThat(stalls.tolerant()).isFalse();
        }
    }

    @Test
    void failuresDuringAStallAndShortlyAfterAreIgnored() {
        stepAfter(400);

        assertThat(stalls.tolerant()).isTrue();
        assertThat(stalls.blind()).as("too short to make observations old").isFalse();
        pass(1_200);
        assertThat(stalls.tolerant()).isFalse();
    }

    @Test
    void afterAStallNothingIsJudgedBeforeNewObservations() {
        stepAfter(6_000);

        assertThat(stalls.blind()).isTrue();
        stepAfter(50);
        assertThat(stalls.blind()).isTrue();
        pass(1_200);
        assertThat(stalls.blind()).isFalse();
    }

    private void stepAfter(long millis) {
        pass(millis);
        stalls.step();
    }

    private void pass(long millis) {
        now += millis * 1_000_000;
    }
}
