package io.farspan.bench;

import java.util.Arrays;

/** Durations in nanoseconds, to be read as percentiles by nearest rank. */
final class Samples {

    private long[] values = new long[1_024];
    private int count;

    void add(long nanos) {
        if (count == values.length) {
            values = Arrays.copyOf(values, count * 2);
        }
        values[count++] = nanos;
    }

    double millis(int percent) {
        long[] sorted = Arrays.copyOf(values, count);
        Arrays.sort(sorted);
        return sorted[Math.max(0, (count * percent + 99) / 100 - 1)] / 1e6;
    }

    void print(String what) {
        System.out.printf("%-58s n=%-6d p50=%9.3f ms  p99=%9.3f ms%n", what, count, millis(50), millis(99));
    }
}
