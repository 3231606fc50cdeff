package io.farspan.router.fanout;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * The budget of retries for one function: a fifth of its calls plus two a second. When many calls are refused at once,
 * retries then add little to the overload. Thread-safe.
 *
 * @see <a href="https://sre.google/sre-book/addressing-cascading-failures/">Retry budgets in the SRE book</a>
 */
final class RetryBudget {

    private static final double PER_CALL = 0.2;
    private static final double PER_NANO = 2.0 / Duration.ofSeconds(1).toNanos();

    /** The budget after a quiet time. */
    static final int FLOOR = 10;

    /** The most that is saved up, regardless of the number of calls. */
    private static final double MOST = 50;

    private final LongSupplier nanos;
    private double left = FLOOR;
    private long refilledAt;

    RetryBudget(LongSupplier nanos) {
        this.nanos = nanos;
        this.refilledAt = nanos.getAsLong();
    }

    /** Records a call. */
    synchronized void called() {
        left = Math.min(MOST, left + PER_CALL);
    }

    /** Takes one retry, if one is left. */
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
