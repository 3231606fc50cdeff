package io.farspan.failover;

import java.time.Duration;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;

/** Asks again and again. */
final class Poll {

    private static final Duration PAUSE = Duration.ofMillis(100);

    private Poll() {}

    /** Whether it became so within {@code limit}; asked at least once. */
    static Uni<Boolean> until(Supplier<Uni<Boolean>> isSo, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        return Uni.createFrom()
                .<Boolean>deferred(isSo::get)
                .repeat()
                .withDelay(PAUSE)
                .whilst(now -> !now && System.nanoTime() - end < 0)
                .collect()
                .last();
    }
}
