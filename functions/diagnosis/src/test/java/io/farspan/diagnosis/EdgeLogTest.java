package io.farspan.diagnosis;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.farspan.protocol.probe.Reach;
import io.farspan.protocol.problem.Stage;

import static org.assertj.core.api.Assertions.assertThat;

class EdgeLogTest {

    private static final Duration PERIOD = Duration.ofMillis(250);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final EdgeLog log = new EdgeLog(Clock.systemUTC());
    private final long now = System.nanoTime();

    @Test
    void anEdgeThatAlwaysWorkedFailsAfterAFewAttemptsInSilence() {
        for (int i = 40; i > 8; i--) {
            reached(i * 250L);
        }
        for (int i = 8; i > 3; i--) {
            silent(i * 250L);
        }
        assertThat(state().fails()).isTrue();
    }

    @Test
    void theSameRunOfFailuresIsNormalOnAnEdgeThatLosesHalf() {
        for (int i = 60; i > 8; i--) {
            if (i % 2 == 0) {
                reached(i * 250L);
            } else {
                silent(i * 250L);
            }
        }
        for (int i = 8; i > 3; i--) {
            silent(i * 250L);
        }
        assertThat(state().state()).isEqualTo(EdgeState.State.SUSPECT);
    }

    @Test
    void anEarlierOutageIsNotLoss() {
        for (int i = 80; i > 8; i--) {
            if (i > 60 || i < 45) {
                reached(i * 250L);
            } else {
                silent(i * 250L);
            }
        }
        for (int i = 8; i > 3; i--) {
            silent(i * 250L);
        }
        assertThat(state().fails()).isTrue();
    }

    @Test
    void failuresThatBeganBeforeASuccessAndEndAfterItAreOver() {
        for (int i = 40; i > 12; i--) {
            reached(i * 250L);
        }
        // a burst: successes end at once, failures a second later
        for (int i = 0; i < 20; i++) {
            silent(2_400 - i * 20L);
        }
        assertThat(state().fails()).isTrue();
        reached(1_900);
        for (int i = 0; i < 5; i++) {
            silent(2_000 - i * 10L);
        }
        assertThat(state().ok()).isTrue();
    }

    @Test
    void oneLongSilenceCountsAsSeveralFailures() {
        for (int i = 60; i > 45; i--) {
            reached(i * 250L);
        }
        silent(11_000, 1_000);
        assertThat(state().fails()).as("one of a second").isFalse();

        silent(10_500, 10_000);

        assertThat(log.state(PERIOD, Duration.ofSeconds(10)).fails()).isTrue();
    }

    private EdgeState state() {
        return log.state(PERIOD, TIMEOUT);
    }

    private void reached(long millisAgo) {
        long started = now - millisAgo * 1_000_000;
        log.add(new EdgeLog.Sample(
                started, started + 1_000_000, Reach.Ending.REACHED, Optional.empty(), 1, Optional.empty()));
    }

    private void silent(long millisAgo) {
        silent(millisAgo, TIMEOUT.toMillis());
    }

    private void silent(long millisAgo, long millis) {
        long started = now - millisAgo * 1_000_000;
        log.add(new EdgeLog.Sample(
                started,
                started + millis * 1_000_000,
                Reach.Ending.SILENT,
                Optional.of(Stage.TCP),
                millis,
                Optional.empty()));
    }
}
