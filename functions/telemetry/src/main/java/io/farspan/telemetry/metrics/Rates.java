package io.farspan.telemetry.metrics;

import java.util.Arrays;

/**
 * How much a counter grew in a second at each step, over the window that ends there: from the last point before the window, or
 * the first in it when none is before, to the last in it. A counter that is less than before began again at 0, so that what it
 * shows is what it grew by.
 */
final class Rates implements SeriesValues {

    private static final long NEVER = Long.MIN_VALUE / 2;
    private static final double MILLIS = 1_000;

    /** The grid with a window before it: what is at its step is between the step before and this. */
    private final Grid grid;

    private final int window;
    private final long[] firstTimes;
    private final double[] firstSums;
    private final long[] lastTimes;
    private final double[] lastSums;
    private double sum;
    private double before = Double.NaN;

    Rates(Grid asked) {
        this.window = asked.window();
        this.grid = asked.withBefore(window);
        this.firstTimes = new long[grid.count()];
        this.firstSums = new double[grid.count()];
        this.lastTimes = new long[grid.count()];
        this.lastSums = new double[grid.count()];
        clear();
    }

    private void clear() {
        Arrays.fill(firstTimes, NEVER);
        Arrays.fill(lastTimes, NEVER);
        sum = 0;
        before = Double.NaN;
    }

    @Override
    public void take(long millis, double value) {
        if (!Double.isNaN(before)) {
            sum += value >= before ? value - before : value;
        }
        before = value;
        long place = grid.first(millis);
        if (place < grid.count()) {
            int step = (int) place;
            if (firstTimes[step] == NEVER) {
                firstTimes[step] = millis;
                firstSums[step] = sum;
            }
            lastTimes[step] = millis;
            lastSums[step] = sum;
        }
    }

    @Override
    public double[] end() {
        double[] rates = new double[grid.count() - window];
        int last = -1;
        for (int start = 0; start < rates.length; start++) {
            if (lastTimes[start] != NEVER) {
                last = start;
            }
            rates[start] = rate(start, last);
        }
        clear();
        return rates;
    }

    /** The rate from the step {@code start} on, with the last step up to it that has points. */
    private double rate(int start, int last) {
        int end = start + window;
        while (end > start && lastTimes[end] == NEVER) {
            end--;
        }
        if (end == start) {
            return Double.NaN;
        }
        if (last >= 0 && grid.at(start) - lastTimes[last] < Grid.LOOKBACK.toMillis()) {
            return rate(lastTimes[last], lastSums[last], end);
        }
        int first = start + 1;
        while (firstTimes[first] == NEVER) {
            first++;
        }
        return rate(firstTimes[first], firstSums[first], end);
    }

    private double rate(long time, double from, int end) {
        return lastTimes[end] > time ? (lastSums[end] - from) / ((lastTimes[end] - time) / MILLIS) : Double.NaN;
    }
}
