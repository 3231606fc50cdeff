package io.farspan.core.call;

import java.time.Duration;

/**
 * An estimate of how much an agent manages in the time of a slice, learnt from how long the last ones took. A slice grows
 * to at most twice the last one, so that a wrong guess costs little. Safe for use by many threads.
 */
final class Pace {

    /** The first slice for an agent of unknown speed. */
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

    /** How many units fit into the next slice with this much time left. */
    synchronized int units(long leftNanos) {
        if (nanosPerUnit == 0) {
            return units;
        }
        double fits = Math.min(settings.slice.toNanos(), leftNanos * 0.8) / nanosPerUnit;
        return (int) Math.max(1, Math.min(units, fits));
    }

    /** Learns from a slice that was answered. */
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
