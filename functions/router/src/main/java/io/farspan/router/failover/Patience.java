package io.farspan.router.failover;

import java.time.Duration;
import java.util.function.Supplier;

import io.smallrye.mutiny.Uni;

/** Asks again and again. */
final class Patience {

    private static final Duration PAUSE = Duration.ofMillis(100);

    private Patience() {}

    /** Whether it became so within {@code limit}; asked at least once. */
    static Uni<Boolean> until(Supplier<Uni<Boolean>> isSo, Duration limit) {
        return until(isSo, System.nanoTime() + limit.toNanos());
    }

    private static Uni<Boolean> until(Supplier<Uni<Boolean>> isSo, long end) {
        return isSo.get()
                .chain(now -> now || System.nanoTime() - end > 0
                        ? Uni.createFrom().item(now)
                        : Uni.createFrom()
                                .voidItem()
                                .onItem()
                                .delayIt()
                                .by(PAUSE)
                                .chain(() -> until(isSo, end)));
    }
}
