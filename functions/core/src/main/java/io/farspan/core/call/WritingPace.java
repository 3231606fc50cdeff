package io.farspan.core.call;

/**
 * An estimate of how long writing an answer takes, learnt from the last ones. That time is reserved when agents are asked
 * for more, so that what they have answered still arrives. Safe for use by many threads.
 */
public final class WritingPace {

    /** A process that has just started is slow. */
    private static final double FIRST = 100;

    private static final double LEAST = 10;
    private static final double MOST = 300;
    private static final long WORTH_LEARNING = 256 << 10;

    private double nanosPerByte = FIRST;

    /** Learns from an answer that was written. */
    public synchronized void took(long bytes, long nanos) {
        if (bytes >= WORTH_LEARNING) {
            double seen = Math.max(LEAST, Math.min(MOST, nanos / (double) bytes));
            nanosPerByte = Math.max(seen, 0.7 * nanosPerByte + 0.3 * seen);
        }
    }

    /** The estimate for so many bytes, plus a quarter as a margin. */
    synchronized long nanos(long bytes) {
        return (long) (1.25 * bytes * nanosPerByte);
    }
}
