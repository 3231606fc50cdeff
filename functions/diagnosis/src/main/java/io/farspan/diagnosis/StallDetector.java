package io.farspan.diagnosis;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Notices when this process itself stands still or is starved: a step that should come every few milliseconds comes late.
 * What failed meanwhile, and shortly after, says nothing of others. Safe for use by many threads.
 */
final class StallDetector {

    private static final long LATE = Duration.ofMillis(200).toNanos();
    private static final long AFTERWARDS = Duration.ofMillis(1_200).toNanos();
    private static final long STANDSTILL = Duration.ofSeconds(2).toNanos();

    private final long every;
    private final LongSupplier nanos;
    private long last;
    private volatile long tolerantUntil;
    private volatile long blindUntil;

    /** A step should come every so often, by a monotonic clock. */
    StallDetector(Duration every, LongSupplier nanos) {
        this.every = every.toNanos();
        this.nanos = nanos;
        this.last = nanos.getAsLong();
        this.tolerantUntil = last;
        this.blindUntil = last;
    }

    /** A step begins. */
    void step() {
        long now = nanos.getAsLong();
        long previous = last;
        last = now;
        if (now - previous > every + LATE) {
            tolerantUntil = now + AFTERWARDS;
            blindUntil = now - previous > STANDSTILL ? tolerantUntil : blindUntil;
        }
    }

    /** Whether failures count for nothing now. */
    boolean tolerant() {
        return tolerantUntil - nanos.getAsLong() > 0;
    }

    /** Whether this process stood still for so long that what it knows is of before, and it has not looked again yet. */
    boolean blind() {
        return blindUntil - nanos.getAsLong() > 0;
    }
}
