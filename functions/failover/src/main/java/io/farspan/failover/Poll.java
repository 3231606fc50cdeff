package io.farspan.failover;

import java.time.Duration;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;

/** Polling until a condition holds. */
final class Poll {

    private static final Duration PAUSE = Duration.ofMillis(100);

    private Poll() {}

    /** Whether the condition came to hold within {@code limit}. It is checked at least once. */
    static Uni<Boolean> until(Supplier<Uni<Boolean>> condition, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        return Uni.createFrom()
                .<Boolean>deferred(condition::get)
                .repeat()
                .withDelay(PAUSE)
                .whilst(now -> !now && System.nanoTime() - end < 0)
                .collect()
                .last();
    }
}
