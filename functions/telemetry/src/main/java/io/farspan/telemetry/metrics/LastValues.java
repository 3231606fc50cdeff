package io.farspan.telemetry.metrics;

import java.util.Arrays;

/** The last value at or before each step. */
final class LastValues implements SeriesValues {

    private static final long NEVER = Long.MIN_VALUE / 2;

    private final Grid grid;
    private final long[] times;
    private double[] values;

    LastValues(Grid grid) {
        this.grid = grid;
        this.times = new long[grid.count()];
        this.values = new double[grid.count()];
        Arrays.fill(times, NEVER);
    }

    @Override
    public void take(long millis, double value) {
        long step = grid.first(millis);
        if (step < grid.count()) {
            times[(int) step] = millis;
            values[(int) step] = value;
        }
    }

    @Override
    public double[] end() {
        long time = NEVER;
        double value = Double.NaN;
        for (int step = 0; step < grid.count(); step++) {
            if (times[step] != NEVER) {
                time = times[step];
                value = values[step];
            }
            values[step] = grid.at(step) - time < Grid.LOOKBACK.toMillis() ? value : Double.NaN;
        }
        double[] result = values;
        values = new double[grid.count()];
        Arrays.fill(times, NEVER);
        return result;
    }
}
