package io.farspan.diagnosis;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Detects when this process itself stalls or is starved of CPU, by the lateness of a step that is due every few
 * milliseconds. Failures during a stall and shortly after are not evidence against others. Thread-safe.
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

    /** A detector for steps at an interval, by a monotonic clock. */
    StallDetector(Duration every, LongSupplier nanos) {
        this.every = every.toNanos();
        this.nanos = nanos;
        this.last = nanos.getAsLong();
        this.tolerantUntil = last;
        this.blindUntil = last;
    }

    /** Records a step. */
    void step() {
        long now = nanos.getAsLong();
        long previous = last;
        last = now;
        if (now - previous > every + LATE) {
            tolerantUntil = now + AFTERWARDS;
            blindUntil = now - previous > STANDSTILL ? tolerantUntil : blindUntil;
        }
    }

    /** Whether failures are to be ignored now. */
    boolean tolerant() {
        return tolerantUntil - nanos.getAsLong() > 0;
    }

    /** Whether this process stalled so long that its observations are old, and it has not made new ones yet. */
    boolean blind() {
        return blindUntil - nanos.getAsLong() > 0;
    }
}
