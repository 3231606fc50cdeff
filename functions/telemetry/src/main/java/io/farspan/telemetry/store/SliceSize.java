package io.farspan.telemetry.store;

import java.time.Duration;

/**
 * How many records a slice of a search has, by how long the slices before it took: records may be small or large, and an
 * expression simple or not. Not thread-safe.
 */
final class SliceSize {

    static final int LEAST = 100;
    static final int FIRST = 2_000;
    static final int MOST = 200_000;

    /** How long a slice should take: what is searched in vain when the time is over. */
    private static final Duration AIM = Duration.ofMillis(300);

    /** When a slice is given up, and searched again with fewer records. */
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private static final double FASTEST = 4;
    private static final int GIVEN_UP = 16;

    private int records;

    SliceSize() {
        this(FIRST);
    }

    SliceSize(int records) {
        this.records = records;
    }

    /** For a search whose records an index has: everything at once, and slices only when that takes too long. */
    static SliceSize whole() {
        return new SliceSize(Integer.MAX_VALUE);
    }

    /** Whether a slice ends before everything has been searched. */
    boolean ends() {
        return records != Integer.MAX_VALUE;
    }

    int records() {
        return records;
    }

    /** A slice has taken so long. */
    void took(long nanos) {
        double factor = (double) AIM.toNanos() / Math.max(1, nanos);
        become(records * Math.max(1 / FASTEST, Math.min(FASTEST, factor)));
    }

    /** A slice has been given up. */
    void gaveUp() {
        become((double) records / GIVEN_UP);
    }

    /** How long a slice may take of what is left to the search; the smallest may take all of it. */
    long limitMillis(long leftMillis) {
        return records == LEAST ? leftMillis : Math.min(leftMillis, LONGEST.toMillis());
    }

    private void become(double wanted) {
        records = (int) Math.max(LEAST, Math.min(MOST, wanted));
    }
}
