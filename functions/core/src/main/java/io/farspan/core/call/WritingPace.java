package io.farspan.core.call;

/**
 * How long writing an answer takes, learnt from the last ones: that time is kept when agents are asked for more, so that
 * what they have answered still arrives. Safe for use by many threads.
 */
public final class WritingPace {

    /** A process that has just started is slow. */
    private static final double FIRST = 100;

    private static final double LEAST = 10;
    private static final double MOST = 300;
    private static final long WORTH_LEARNING = 256 << 10;

    private double nanosPerByte = FIRST;

    /** Writing so many bytes took so long. */
    public synchronized void took(long bytes, long nanos) {
        if (bytes >= WORTH_LEARNING) {
            double seen = Math.max(LEAST, Math.min(MOST, nanos / (double) bytes));
            nanosPerByte = Math.max(seen, 0.7 * nanosPerByte + 0.3 * seen);
        }
    }

    /** How long it will take to write so many, with a quarter more for what cannot be foreseen. */
    synchronized long nanos(long bytes) {
        return (long) (1.25 * bytes * nanosPerByte);
    }
}
