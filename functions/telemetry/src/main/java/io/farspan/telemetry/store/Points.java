package io.farspan.telemetry.store;

/** Takes the points of several series: those of the first in the order of their times, then those of the next. */
@FunctionalInterface
public interface Points {

    /**
     * Takes a point.
     *
     * @param series the number of its series in the list that was asked for
     * @param millis when it was sampled, in milliseconds since 1970; not less than that of the point before, and two points
     *     may have the same
     */
    void take(int series, long millis, double value);
}
