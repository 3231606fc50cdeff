package io.farspan.home.lease;

import java.time.Duration;

/**
 * A reading of both clocks of this machine. The monotonic one stands still while the machine is suspended, and the wall
 * clock jumps when it is set, so a lease goes by whichever shows more time.
 *
 * @param nanos the monotonic clock, {@link System#nanoTime()}
 * @param millis the wall clock, {@link System#currentTimeMillis()}
 * @see <a href="https://man7.org/linux/man-pages/man2/clock_gettime.2.html">clock_gettime(2): CLOCK_MONOTONIC does not
 * count the time that a system is suspended</a>
 */
public record ClockReading(long nanos, long millis) {

    /** The present reading. */
    public static ClockReading now() {
        return new ClockReading(System.nanoTime(), System.currentTimeMillis());
    }

    /** Whether the other reading is later, by the monotonic clock. */
    boolean isBefore(ClockReading other) {
        return nanos - other.nanos < 0;
    }

    /** The time until the other reading, by the monotonic clock. */
    Duration until(ClockReading later) {
        return Duration.ofNanos(later.nanos - nanos);
    }

    /** The time until the other reading, by whichever clock shows more. */
    Duration longestUntil(ClockReading later) {
        Duration wall = Duration.ofMillis(later.millis - millis);
        Duration monotonic = until(later);
        return wall.compareTo(monotonic) > 0 ? wall : monotonic;
    }
}
