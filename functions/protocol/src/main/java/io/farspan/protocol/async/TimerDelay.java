package io.farspan.protocol.async;

import java.time.Duration;

/**
 * Delays that every timer takes. Mutiny's timers are Vert.x's inside a router, and those refuse less than a millisecond: what
 * is left of a deadline has to be rounded up before it is waited for.
 */
public final class TimerDelay {

    private static final Duration LEAST = Duration.ofMillis(1);

    private TimerDelay() {}

    /** The delay, or a millisecond when it is shorter than that. */
    public static Duration of(Duration wanted) {
        return wanted.compareTo(LEAST) < 0 ? LEAST : wanted;
    }
}
