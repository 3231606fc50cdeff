package io.farspan.core.probe;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ObserversTest {

    private final AtomicLong nanos = new AtomicLong(1);
    private final Observers observers = new Observers(nanos::get);

    @Test
    void routersOfAnApplicationAreKnownWithTheAgeOfTheirLastProbe() {
        // given
        observers.probed("shop", "dc1");
        observers.probed("orders", "az1");
        pass(Duration.ofSeconds(5));
        observers.probed("shop", "aws1");
        pass(Duration.ofSeconds(2));

        // when, then
        assertThat(observers.of("shop")).isEqualTo(Map.of("dc1", 7_000L, "aws1", 2_000L));
    }

    @Test
    void aRouterThatStoppedProbingIsForgottenAfterAMinute() {
        // given
        observers.probed("shop", "dc1");

        // when
        pass(Duration.ofSeconds(60));

        // then
        assertThat(observers.of("shop")).isEmpty();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }
}
