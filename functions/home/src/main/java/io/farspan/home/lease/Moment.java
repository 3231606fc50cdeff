package io.farspan.home.lease;

import java.time.Duration;

/**
 * A moment by both clocks of this machine. The monotonic one stands still while a machine is suspended, the other one
 * jumps when somebody sets it: whoever must not act for too long goes by whichever says more.
 *
 * @param nanos by {@link System#nanoTime()}
 * @param millis by {@link System#currentTimeMillis()}
 * @see <a href="https://man7.org/linux/man-pages/man2/clock_gettime.2.html">clock_gettime(2): CLOCK_MONOTONIC does not
 *     count the time that a system is suspended</a>
 */
public record Moment(long nanos, long millis) {

    /** This one. */
    public static Moment now() {
        return new Moment(System.nanoTime(), System.currentTimeMillis());
    }

    /** Whether the other came later, by the monotonic clock. */
    boolean isBefore(Moment other) {
        return nanos - other.nanos < 0;
    }

    /** How much later the other is, by the monotonic clock. */
    Duration until(Moment later) {
        return Duration.ofNanos(later.nanos - nanos);
    }

    /** How much later the other is at the most. */
    Duration longestUntil(Moment later) {
        Duration wall = Duration.ofMillis(later.millis - millis);
        Duration monotonic = until(later);
        return wall.compareTo(monotonic) > 0 ? wall : monotonic;
    }
}
