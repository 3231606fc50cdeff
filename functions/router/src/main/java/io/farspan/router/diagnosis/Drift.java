package io.farspan.router.diagnosis;

import java.time.Duration;

/**
 * Notices when this process itself stands still or is starved: a step that should come every few milliseconds comes late.
 * What failed meanwhile, and shortly after, says nothing of others. Safe for use by many threads.
 */
final class Drift {

    private static final long LATE = Duration.ofMillis(200).toNanos();
    private static final long AFTERWARDS = Duration.ofMillis(1_200).toNanos();

    private final long every;
    private long last = System.nanoTime();
    private volatile long tolerantUntil = System.nanoTime();

    Drift(Duration every) {
        this.every = every.toNanos();
    }

    /** A step begins; whether it comes too late. */
    boolean step() {
        long now = System.nanoTime();
        boolean late = now - last > every + LATE;
        last = now;
        if (late) {
            tolerantUntil = now + AFTERWARDS;
        }
        return late;
    }

    /** Whether failures count for nothing now. */
    boolean tolerant() {
        return tolerantUntil - System.nanoTime() > 0;
    }
}
