package io.farspan.testkit.fuzz;

import java.util.List;
import java.util.SplittableRandom;

/**
 * The random choices of one iteration, determined by seed and iteration, whichever thread makes them. For use by one
 *  thread.
 */
public final class Chance {

    /** What separates the seeds of neighbouring iterations: 2^64 divided by the golden ratio. */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final SplittableRandom random;

    /** The choices of an iteration. */
    public Chance(long seed, long iteration) {
        this.random = new SplittableRandom(seed * GOLDEN ^ (iteration + 1) * 0xD1B54A32D192ED03L);
    }

    /** A number from 0 to {@code bound - 1}. */
    public int below(int bound) {
        return random.nextInt(bound);
    }

    /** True on average once in that many times. */
    public boolean oneIn(int times) {
        return below(times) == 0;
    }

    /** One of them. */
    public <T> T pick(List<T> items) {
        return items.get(below(items.size()));
    }

    /** Any bytes. */
    public byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Any number. */
    public long number() {
        return random.nextLong();
    }
}
