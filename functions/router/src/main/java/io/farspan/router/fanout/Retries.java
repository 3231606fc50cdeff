package io.farspan.router.fanout;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

import io.farspan.home.reach.Refusal;

/**
 * Decides whether and when what a platform refused is sent again: exponential backoff with full jitter, never before the
 * platform's {@code Retry-After}, within the deadline, and within the function's {@link RetryBudget}. Safe for many threads.
 *
 * @see <a href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Full jitter</a>
 */
final class Retries {

    /** So often one call is sent to the same function at most. */
    static final int MOST_TRIES = 6;

    private static final Duration FIRST = Duration.ofMillis(150);
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final Map<String, RetryBudget> budgets = new ConcurrentHashMap<>();
    private final LongSupplier nanos;
    private final DoubleSupplier random;

    /** Retries by a monotonic clock; {@code random} gives numbers from 0 to 1. */
    Retries(LongSupplier nanos, DoubleSupplier random) {
        this.nanos = nanos;
        this.random = random;
    }

    /** What to do about a refusal. */
    sealed interface Decision {

        /** Send it again after a pause. */
        record Again(Duration pause) implements Decision {}

        /** Leave it, and why. */
        record Leave(String why) implements Decision {}
    }

    /** A call is made to a location's function for the first time. */
    void called(String location) {
        budget(location).called();
    }

    /** Takes a call that goes to another function than it would have from that one's budget, if there is one left. */
    boolean take(String location) {
        return budget(location).take();
    }

    /**
     * What to do after a refusal.
     *
     * @param location whose function refused
     * @param tries how often it was tried, at least once
     * @param left what is left of the deadline
     * @param least what the next try needs of it
     */
    Decision decide(String location, int tries, Refusal refusal, Duration left, Duration least) {
        if (tries >= MOST_TRIES) {
            return new Decision.Leave("that is as often as one call is tried");
        }
        Duration wanted = refusal.after().orElse(Duration.ZERO);
        if (left.minus(wanted).compareTo(least) < 0) {
            return new Decision.Leave(
                    wanted.isZero()
                            ? "the deadline leaves no time for more"
                            : "it asks to wait " + seconds(wanted) + " s, which the deadline does not allow");
        }
        Duration pause = least(wanted.plus(jitter(tries)), left.minus(least).plusNanos(1));
        return budget(location).take()
                ? new Decision.Again(pause)
                : new Decision.Leave("so many calls are refused there that sending them again would make it worse");
    }

    private Duration jitter(int tries) {
        Duration longest = least(FIRST.multipliedBy(1L << (tries - 1)), LONGEST);
        return Duration.ofNanos(1 + (long) (longest.toNanos() * random.getAsDouble()));
    }

    private RetryBudget budget(String location) {
        return budgets.computeIfAbsent(location, key -> new RetryBudget(nanos));
    }

    private static long seconds(Duration time) {
        return (time.toMillis() + 999) / 1_000;
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
