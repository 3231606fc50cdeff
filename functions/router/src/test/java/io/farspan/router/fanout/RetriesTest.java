package io.farspan.router.fanout;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import io.farspan.home.reach.PlatformRefusal;

import static org.assertj.core.api.Assertions.assertThat;

class RetriesTest {

    private static final Duration LEFT = Duration.ofSeconds(10);
    private static final Duration LEAST = Duration.ofMillis(50);

    private final AtomicLong nanos = new AtomicLong();
    private double random = 1;
    private final Retries retries = new Retries(nanos::get, () -> random);

    @Test
    void thePauseIsRandomBelowABoundThatDoubles() {
        assertThat(pause(1)).isBetween(Duration.ofMillis(150), Duration.ofMillis(151));
        assertThat(pause(2)).isBetween(Duration.ofMillis(300), Duration.ofMillis(301));
        assertThat(pause(5)).isBetween(Duration.ofMillis(2_000), Duration.ofMillis(2_001));
        random = 0;
        assertThat(pause(5)).isPositive().isLessThan(Duration.ofMillis(1));
    }

    @Test
    void theWaitThatThePlatformAsksForIsRespected() {
        assertThat(decide(1, Optional.of(Duration.ofSeconds(3)), LEFT))
                .isInstanceOfSatisfying(Retries.Decision.Retry.class, again -> assertThat(again.pause())
                        .isBetween(Duration.ofSeconds(3), Duration.ofSeconds(4)));
        assertThat(decide(1, Optional.of(Duration.ofSeconds(30)), LEFT))
                .isEqualTo(
                        new Retries.Decision.GiveUp("the function asks to wait 30 s, longer than the deadline allows"));
    }

    @Test
    void anAttemptWithoutTimeIsNotMade() {
        assertThat(decide(5, Optional.empty(), Duration.ofMillis(80)))
                .isInstanceOfSatisfying(Retries.Decision.Retry.class, again -> assertThat(again.pause())
                        .isLessThanOrEqualTo(Duration.ofMillis(31)));
        assertThat(decide(1, Optional.empty(), Duration.ofMillis(40))).isInstanceOf(Retries.Decision.GiveUp.class);
        assertThat(decide(Retries.MOST_TRIES, Optional.empty(), LEFT)).isInstanceOf(Retries.Decision.GiveUp.class);
    }

    @Test
    void retriesAddAtMostAFifthAndTheMinimumToAStormOfRefusals() {
        int again = 0;
        for (int call = 0; call < 1_000; call++) {
            retries.called("aws1");
            again += decide(1, Optional.empty(), LEFT) instanceof Retries.Decision.Retry ? 1 : 0;
        }
        assertThat(again).isBetween(190, 200 + RetryBudget.FLOOR);
        assertThat(retries.take("az1")).as("another function's budget").isTrue();

        // and when: it is quiet for a while
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        int later = 0;
        while (retries.take("aws1")) {
            later++;
        }
        assertThat(later).isEqualTo(RetryBudget.FLOOR);
    }

    private Duration pause(int tries) {
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        return ((Retries.Decision.Retry) decide(tries, Optional.empty(), LEFT)).pause();
    }

    private Retries.Decision decide(int tries, Optional<Duration> after, Duration left) {
        return retries.decide("aws1", tries, new PlatformRefusal(true, after), left, LEAST);
    }
}
