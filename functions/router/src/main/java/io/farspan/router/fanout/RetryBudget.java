package io.farspan.router.fanout;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How many retries one function is sent: a fifth of its calls, and two a second besides. When many are refused at once, the
 * retries so add little to what is already too much. Safe for many threads.
 *
 * @see <a href="https://sre.google/sre-book/addressing-cascading-failures/">Retry budgets in the SRE book</a>
 */
final class RetryBudget {

    private static final double PER_CALL = 0.2;
    private static final double PER_NANO = 2.0 / Duration.ofSeconds(1).toNanos();

    /** What is there after a quiet time. */
    static final int FLOOR = 10;

    /** More than this is not saved up, however many calls there were. */
    private static final double MOST = 50;

    private final LongSupplier nanos;
    private double left = FLOOR;
    private long refilledAt;

    RetryBudget(LongSupplier nanos) {
        this.nanos = nanos;
        this.refilledAt = nanos.getAsLong();
    }

    /** A call is made. */
    synchronized void called() {
        left = Math.min(MOST, left + PER_CALL);
    }

    /** Takes one retry, if there is one. */
    synchronized boolean take() {
        long now = nanos.getAsLong();
        double refilled = Math.min(FLOOR, left + (now - refilledAt) * PER_NANO);
        left = Math.max(left, refilled);
        refilledAt = now;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
