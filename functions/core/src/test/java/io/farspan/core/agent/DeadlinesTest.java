package io.farspan.core.agent;

import java.time.Duration;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DeadlinesTest {

    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private final Deadlines deadlines = new Deadlines();
    private final Exchange late = exchange(Duration.ofSeconds(20));
    private final Exchange early = exchange(Duration.ofSeconds(5));

    @Test
    void theEarliestExpiresFirstAndNotBeforeItsTime() {
        // given
        deadlines.add(late);
        deadlines.add(early);

        // then
        assertThat(deadlines.pollExpired(early.deadline - 1)).isNull();
        assertThat(deadlines.pollExpired(early.deadline)).isSameAs(early);
        assertThat(deadlines.pollExpired(early.deadline)).isNull();
        assertThat(deadlines.pollExpired(late.deadline)).isSameAs(late);
    }

    @Test
    void whatHasEndedDoesNotExpire() {
        // given
        deadlines.add(early);

        // when
        deadlines.remove(early);

        // then
        assertThat(deadlines.pollExpired(early.deadline)).isNull();
    }

    @Test
    void whatNobodyWaitsForLingersForAMinute() {
        // given
        deadlines.linger(early);

        // then
        assertThat(deadlines.pollLingered(early.deadline + MINUTE)).isNull();
        assertThat(deadlines.pollLingered(early.deadline + MINUTE + 1)).isSameAs(early);
    }

    @Test
    void whatEndsWhileItLingersIsForgotten() {
        // given
        early.fail(ExchangeFailures.timedOut(early));
        deadlines.linger(early);

        // when
        deadlines.remove(early);

        // then
        assertThat(deadlines.pollLingering()).isNull();
    }

    @Test
    void nothingIsDueBeforeTheNextDeadline() {
        // given
        assertThat(deadlines.millisToNext(early.deadline, 5_000)).isEqualTo(5_000);
        deadlines.add(late);
        deadlines.add(early);

        // then
        assertThat(deadlines.millisToNext(early.deadline - 3_000_000, 5_000)).isEqualTo(4);
        assertThat(deadlines.millisToNext(early.deadline - 3_000_000, 2)).isEqualTo(2);
        assertThat(deadlines.millisToNext(early.deadline + MINUTE, 5_000)).isEqualTo(1);
    }

    private static Exchange exchange(Duration timeout) {
        return ExchangeStage.asking(timeout, Optional.empty()).exchange;
    }
}
