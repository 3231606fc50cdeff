package io.farspan.core.call;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CallDeadlineTest {

    private final HeldAnswers held = new HeldAnswers();
    private final WritingPace writing = new WritingPace();

    @Test
    void thereIsTimeBeforeTheDeadline() {
        // given
        CallDeadline deadline = new CallDeadline(System.nanoTime(), Duration.ofHours(1), held, writing);

        // then
        assertThat(deadline.tooLate()).isEmpty();
        assertThat(deadline.left()).isBetween(1L, Duration.ofHours(1).toNanos());
        assertThat(deadline.timeout()).isBetween(Duration.ofNanos(1), Duration.ofHours(1));
    }

    @Test
    void nothingIsSentAfterTheDeadline() {
        // given
        long hourAgo = System.nanoTime() - Duration.ofHours(1).toNanos();

        // when
        CallDeadline deadline = new CallDeadline(hourAgo, Duration.ofMinutes(1), held, writing);

        // then
        assertThat(deadline.tooLate()).contains(CallRefusals.DEADLINE_PASSED);
        assertThat(deadline.timeout()).isEqualTo(Duration.ofNanos(1));
        assertThat(deadline.tookMs()).isGreaterThanOrEqualTo(3_600_000);
    }

    @Test
    void nothingIsSentWhenNobodyWaits() {
        // given
        CallDeadline deadline = new CallDeadline(System.nanoTime(), Duration.ofHours(1), held, writing);

        // when
        held.abandon();

        // then
        assertThat(deadline.tooLate()).contains(CallRefusals.NOBODY_WAITS);
    }
}
