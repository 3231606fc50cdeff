package io.farspan.telemetry.metrics;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How the values of several instances become one. */
enum Aggregate {
    /** They do not. */
    NONE,
    SUM,
    AVG,
    MIN,
    MAX,
    P50,
    P90,
    P99;

    private static final double HUNDRED = 100;

    static Optional<Aggregate> parse(String word) {
        return Arrays.stream(values())
                .filter(each -> each.word().equals(word.toLowerCase(Locale.ROOT)))
                .findFirst();
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The value of the first {@code count} of these, which are sorted; of one or more.
     */
    double of(double[] values, int count) {
        return switch (this) {
            case NONE, MIN -> values[0];
            case MAX -> values[count - 1];
            case SUM -> sum(values, count);
            case AVG -> sum(values, count) / count;
            case P50, P90, P99 -> quantile(Integer.parseInt(name().substring(1)) / HUNDRED, values, count);
        };
    }

    private static double sum(double[] values, int count) {
        double sum = 0;
        for (int index = 0; index < count; index++) {
            sum += values[index];
        }
        return sum;
    }

    /** Between the two nearest values in proportion, as Prometheus' {@code quantile} does. */
    private static double quantile(double quantile, double[] values, int count) {
        double rank = quantile * (count - 1);
        int below = (int) rank;
        int above = Math.min(below + 1, count - 1);
        return values[below] + (values[above] - values[below]) * (rank - below);
    }
}
