package io.farspan.core.http;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class UninterruptedTest {

    private final AtomicReference<UniEmitter<? super String>> work = new AtomicReference<>();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger left = new AtomicInteger();
    private final AtomicReference<String> result = new AtomicReference<>();
    private final Uni<String> uninterrupted = Uninterrupted.of(
            Uni.createFrom().<String>emitter(work::set).onTermination().invoke((item, failure, cancelled) -> {
                assertThat(cancelled).isFalse();
                ended.incrementAndGet();
            }),
            left::incrementAndGet);

    @Test
    void workGoesOnToItsEndWhenNobodyWaits() {
        // when
        uninterrupted.subscribe().with(result::set).cancel();

        // then
        assertThat(left).hasValue(1);
        assertThat(ended).hasValue(0);
        work.get().complete("done");
        assertThat(ended).hasValue(1);
        assertThat(result).hasValue(null);
    }

    @Test
    void whoeverWaitsGetsTheResult() {
        // given
        uninterrupted.subscribe().with(result::set);

        // when
        work.get().complete("done");

        // then
        assertThat(result).hasValue("done");
        assertThat(ended).hasValue(1);
    }
}
