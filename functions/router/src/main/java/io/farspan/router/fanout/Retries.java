package io.farspan.router.fanout;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

import io.farspan.home.reach.PlatformRefusal;

/**
 * Decides whether and when a refused call is sent again: exponential backoff with full jitter, not before the
 * platform's {@code Retry-After}, within the deadline and within the function's {@link RetryBudget}. Thread-safe.
 *
 * @see <a href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Full jitter</a>
 */
final class Retries {

    /** The most attempts of one call at the same function. */
    static final int MOST_TRIES = 6;

    private static final Duration FIRST = Duration.ofMillis(150);
    private static final Duration LONGEST = Duration.ofSeconds(2);

    private final Map<String, RetryBudget> budgets = new ConcurrentHashMap<>();
    private final LongSupplier nanos;
    private final DoubleSupplier random;

    /** Retries that use a monotonic clock; {@code random} gives numbers from 0 to 1. */
    Retries(LongSupplier nanos, DoubleSupplier random) {
        this.nanos = nanos;
        this.random = random;
    }

    /** What to do after a refusal. */
    sealed interface Decision {

        /** Send the call again after a pause. */
        record Retry(Duration pause) implements Decision {}

        /** Give up, and why. */
        record GiveUp(String why) implements Decision {}
    }

    /** Records the first attempt of a call to a location's function. */
    void called(String location) {
        budget(location).called();
    }

    /** Takes a retry from the budget of a function that stands in, if one is left. */
    boolean take(String location) {
        return budget(location).take();
    }

    /**
     * Decides what to do after a refusal.
     *
     * @param location the location whose function refused
     * @param tries the attempts so far, at least one
     * @param left the remaining time
     * @param least the time that the next attempt needs
     */
    Decision decide(String location, int tries, PlatformRefusal refusal, Duration left, Duration least) {
        if (tries >= MOST_TRIES) {
            return new Decision.GiveUp("that is the most attempts for one call");
        }
        Duration wanted = refusal.after().orElse(Duration.ZERO);
        if (left.minus(wanted).compareTo(least) < 0) {
            return new Decision.GiveUp(
                    wanted.isZero()
                            ? "the deadline leaves no time for another attempt"
                            : "the function asks to wait " + seconds(wanted) + " s, longer than the deadline allows");
        }
        Duration pause = least(wanted.plus(jitter(tries)), left.minus(least).plusNanos(1));
        return budget(location).take()
                ? new Decision.Retry(pause)
                : new Decision.GiveUp("its retry budget is used up, as many calls are being refused there");
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
