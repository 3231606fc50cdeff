package io.farspan.bench;

import java.util.Locale;

/**
 * The size of a measurement, {@code -Dfarspan.bench.effort}: {@code alone} for a single bench; {@code all} for one of
 * all benches, which must end in about 45 minutes; {@code quick} for a small run that checks that a bench still
 * works.
 */
enum Effort {
    /** A single bench. */
    ALONE,
    /** One of all benches. */
    ALL,
    /** A small run of a bench. */
    QUICK;

    /** The name of the system property. */
    static final String PROPERTY = "farspan.bench.effort";

    private static final Effort NOW =
            valueOf(System.getProperty(PROPERTY, "alone").toUpperCase(Locale.ROOT));

    /** Whether this is a small run. */
    static boolean isQuick() {
        return NOW == QUICK;
    }

    /** The count for this run. */
    static int of(int usual, int quick) {
        return of(usual, usual, quick);
    }

    /** The count for this run, less when it is one of all. */
    static int of(int alone, int all, int quick) {
        return NOW == ALONE ? alone : NOW == ALL ? all : quick;
    }

    /** The number of repetitions, which {@code -Dfarspan.bench.repetitions} can override. */
    static int repetitions(int alone, int all) {
        return Integer.getInteger("farspan.bench.repetitions", of(alone, all, 1));
    }
}
