package io.farspan.agent.point.hit;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** Durations in nanoseconds: how many, their sum, the longest, and percentiles to within a fifth. Thread-safe. */
final class Durations {

    /** Four for each doubling. */
    private static final int BUCKETS = 256;

    private final LongAdder count = new LongAdder();
    private final LongAdder sum = new LongAdder();
    private final LongAccumulator longest = new LongAccumulator(Math::max, 0);
    private final AtomicLongArray buckets = new AtomicLongArray(BUCKETS);

    void add(long nanos) {
        long duration = Math.max(0, nanos);
        count.increment();
        sum.add(duration);
        longest.accumulate(duration);
        buckets.incrementAndGet(bucket(duration));
    }

    /** The leading bit and the two bits after it. */
    static int bucket(long duration) {
        if (duration < 4) {
            return (int) duration;
        }
        int shift = 61 - Long.numberOfLeadingZeros(duration);
        return (shift + 1) * 4 + (int) (duration >>> shift & 3);
    }

    /** The greatest duration of a bucket. */
    static long end(int bucket) {
        if (bucket < 4) {
            return bucket;
        }
        int shift = bucket / 4 - 1;
        return (4L + bucket % 4 + 1 << shift) - 1;
    }

    long count() {
        return count.sum();
    }

    long longest() {
        return longest.get();
    }

    /** The arithmetic mean; 0 when there are none. */
    long mean() {
        long all = count.sum();
        return all == 0 ? 0 : sum.sum() / all;
    }

    /** A duration that this share of all does not exceed, at the most a quarter more than that. */
    long percentile(double share) {
        long all = 0;
        for (int i = 0; i < BUCKETS; i++) {
            all += buckets.get(i);
        }
        long wanted = (long) Math.ceil(all * share);
        long seen = 0;
        for (int i = 0; i < BUCKETS; i++) {
            seen += buckets.get(i);
            if (seen >= wanted && seen > 0) {
                return Math.min(end(i), longest());
            }
        }
        return 0;
    }
}
