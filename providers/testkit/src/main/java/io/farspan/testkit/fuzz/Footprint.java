package io.farspan.testkit.fuzz;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What this JVM holds.
 *
 * @param heapBytes what is reachable, after collections
 * @param threads how many threads there are, by their names without numbers
 */
public record Footprint(long heapBytes, Map<String, Integer> threads) {

    private static final long SETTLED = 1 << 20;

    /** Measured after collecting until nothing more is freed. */
    public static Footprint now() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            memory.gc();
            long less = memory.getHeapMemoryUsage().getUsed();
            if (used - less < SETTLED) {
                break;
            }
            used = less;
        }
        Map<String, Integer> threads = new TreeMap<>();
        Thread.getAllStackTraces()
                .keySet()
                .forEach(thread -> threads.merge(thread.getName().replaceAll("[0-9]+", "n"), 1, Integer::sum));
        return new Footprint(memory.getHeapMemoryUsage().getUsed(), threads);
    }

    /** All threads except those whose names begin with one of these, so that a test's own fakes do not count. */
    public int threadCount(String... others) {
        return threads.entrySet().stream()
                .filter(thread -> Stream.of(others).noneMatch(thread.getKey()::startsWith))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }
}
