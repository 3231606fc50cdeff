package io.farspan.telemetry.push;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PushRateTest {

    private static final PushTarget AWS = new PushTarget("shop", "aws1");
    private static final PushTarget AZURE = new PushTarget("shop", "az1");

    private final AtomicLong now = new AtomicLong();
    private final PushRate rate = new PushRate(100, now::get);

    @Test
    void whatIsOverdrawnIsWaitedFor() {
        // given
        assertThat(rate.take(AWS, 1_500)).as("more than is saved, once").isTrue();

        // then
        assertThat(rate.take(AWS, 1)).isFalse();
        now.addAndGet(TimeUnit.SECONDS.toNanos(5));
        assertThat(rate.take(AWS, 1)).isFalse();
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(10));
        assertThat(rate.take(AWS, 1)).isTrue();
    }

    @Test
    void eachLocationHasItsOwn() {
        assertThat(rate.take(AWS, 5_000)).isTrue();
        assertThat(rate.take(AZURE, 1)).isTrue();
    }

    @Test
    void noMoreThanTenSecondsAreSaved() {
        rate.take(AWS, 1_000);
        now.addAndGet(TimeUnit.HOURS.toNanos(1));

        assertThat(rate.take(AWS, 1_000)).isTrue();
        assertThat(rate.take(AWS, 1)).isFalse();
    }
}
