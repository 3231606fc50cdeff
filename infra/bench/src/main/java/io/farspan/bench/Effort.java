package io.farspan.bench;

import java.util.Locale;

/**
 * How much is measured, {@code -Dfarspan.bench.effort}: {@code alone}, when one bench is asked for; {@code all}, when it is one
 * of all, which shall end in about half an hour; {@code quick}, a little, to see that it still runs.
 */
enum Effort {
    /** One bench. */
    ALONE,
    /** Every bench. */
    ALL,
    /** A little of every bench. */
    QUICK;

    /** The name of the property that says which. */
    static final String PROPERTY = "farspan.bench.effort";

    private static final Effort NOW =
            valueOf(System.getProperty(PROPERTY, "alone").toUpperCase(Locale.ROOT));

    /** Whether a little is enough. */
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

    /** How often this run repeats what {@code -Dfarspan.bench.repetitions} can change. */
    static int repetitions(int alone, int all) {
        return Integer.getInteger("farspan.bench.repetitions", of(alone, all, 1));
    }
}
