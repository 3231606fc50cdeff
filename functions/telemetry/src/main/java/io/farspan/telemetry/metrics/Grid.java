package io.farspan.telemetry.metrics;

import java.time.Duration;
import java.time.Instant;

/**
 * The times at which values are asked for, at equal steps.
 *
 * @param from the first, in milliseconds since 1970
 * @param step the milliseconds between two
 * @param count how many there are
 */
record Grid(long from, long step, int count) {

    /** How old a value may be: after that its instance is taken to be gone, as in Prometheus. */
    static final Duration LOOKBACK = Duration.ofMinutes(5);

    /** The least time over which a rate is taken: there must be two samples in it. */
    private static final Duration LEAST_WINDOW = Duration.ofMinutes(1);

    static Grid of(Instant from, Instant to, Duration step) {
        long millis = step.toMillis();
        return new Grid(
                from.toEpochMilli(), millis, Math.toIntExact((to.toEpochMilli() - from.toEpochMilli()) / millis + 1));
    }

    /** How many steps a rate is taken over: as many as make a minute, and at least one. */
    int window() {
        return Math.toIntExact(Math.max(1, (LEAST_WINDOW.toMillis() + step - 1) / step));
    }

    /** The same with more steps before it. */
    Grid withBefore(int steps) {
        return new Grid(from - steps * step, step, count + steps);
    }

    long at(int index) {
        return from + index * step;
    }

    /** The first step that is not before {@code millis}; {@link #count} or more when all are. */
    long first(long millis) {
        return millis <= from ? 0 : (millis - from + step - 1) / step;
    }

    /** The earliest time whose points matter. */
    Instant begin() {
        return Instant.ofEpochMilli(from - LOOKBACK.toMillis());
    }

    /** The last time. */
    Instant end() {
        return Instant.ofEpochMilli(at(count - 1));
    }
}
