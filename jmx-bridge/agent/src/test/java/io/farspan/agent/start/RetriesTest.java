package io.farspan.agent.start;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RetriesTest {

    @Test
    void aPartIsTriedEveryTenSecondsUntilItIsStarted() {
        // given
        AtomicLong nanos = new AtomicLong();
        AtomicInteger attempts = new AtomicInteger();
        Retries retries = new Retries(nanos::get);
        retries.start("a part", () -> {
            if (attempts.incrementAndGet() < 3) {
                throw new IOException("No space left on device");
            }
        });

        // when
        for (int second = 0; second < 60; second++) {
            retries.check();
            if (second == 9) {
                assertThat(attempts).hasValue(1);
            }
            if (second == 10) {
                assertThat(attempts).hasValue(2);
            }
            nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        }

        // then
        assertThat(attempts).hasValue(3);
    }
}
