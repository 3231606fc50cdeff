package io.farspan.core.call;

import java.time.Duration;

/**
 * How much an agent gets through in the time of a slice, learnt from how long the last ones took. Slices grow to twice
 * the last at most, so that a wrong guess costs little. Safe for use by many threads.
 */
final class Pace {

    /** What is asked of an agent that nothing is known of. */
    static final int FIRST = 96;

    private static final int MOST = 6_000;
    private static final int WORTH_LEARNING = 12;

    /** The time of a slice. */
    record Settings(Duration slice) {}

    private final Settings settings;
    private double nanosPerUnit;
    private int units = FIRST;

    Pace(Settings settings) {
        this.settings = settings;
    }

    /** How many units to put into the next slice when so much time is left. */
    synchronized int units(long leftNanos) {
        if (nanosPerUnit == 0) {
            return units;
        }
        double fits = Math.min(settings.slice.toNanos(), leftNanos * 0.8) / nanosPerUnit;
        return (int) Math.max(1, Math.min(units, fits));
    }

    /** A slice took so long. */
    synchronized void took(int asked, long nanos) {
        if (asked < Math.min(WORTH_LEARNING, units) && nanos < settings.slice.toNanos()) {
            return;
        }
        double seen = nanos / (double) asked;
        nanosPerUnit = nanosPerUnit == 0 ? seen : Math.max(seen, 0.7 * nanosPerUnit + 0.3 * seen);
        double fits = settings.slice.toNanos() / nanosPerUnit;
        units = (int) Math.max(1, Math.min(MOST, Math.min(fits, 2.0 * Math.max(units, FIRST))));
    }
}
