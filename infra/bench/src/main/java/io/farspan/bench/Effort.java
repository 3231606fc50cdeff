package io.farspan.bench;

/** How much is measured: the usual, or, to see that a bench still runs, a little ({@code -Dfarspan.bench.quick=true}). */
final class Effort {

    private static final boolean QUICK = Boolean.getBoolean("farspan.bench.quick");

    private Effort() {}

    /** Whether a little is enough. */
    static boolean isQuick() {
        return QUICK;
    }

    /** The count for this run. */
    static int of(int usual, int quick) {
        return QUICK ? quick : usual;
    }

    /** How often this run repeats what {@code -Dfarspan.bench.repetitions} can change. */
    static int repetitions(int usual) {
        return Integer.getInteger("farspan.bench.repetitions", of(usual, 1));
    }
}
