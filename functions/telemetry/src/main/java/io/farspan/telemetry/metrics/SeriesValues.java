package io.farspan.telemetry.metrics;

/**
 * Makes one series' points values at the steps of a grid. The points come in the order of their times, and what is kept of them
 * are the steps: a day has very many points. NaN stands for no value. Not thread-safe.
 */
interface SeriesValues {

    /** Takes a point. */
    void take(long millis, double value);

    /** The values of the points since the last time that this was asked. */
    double[] end();

    /** The last value at or before each step, if it is not too old. */
    static SeriesValues last(Grid grid) {
        return new LastValues(grid);
    }

    /** How much the counter grows in a second. */
    static SeriesValues rate(Grid grid) {
        return new Rates(grid);
    }
}
