package io.farspan.home.duty;

import java.time.Duration;

/**
 * When a duty's steps are done.
 *
 * @param first how long before the first step
 * @param pause from the end of a step to the beginning of the next, while all is well
 * @param longest what the pause may grow to while steps fail; it doubles with each failure
 */
public record Schedule(Duration first, Duration pause, Duration longest) {

    private static final int MOST_DOUBLINGS = 20;

    public Schedule {
        if (first.isNegative() || pause.isNegative() || pause.isZero() || longest.compareTo(pause) < 0) {
            throw new IllegalArgumentException(
                    "A schedule needs a first pause of at least zero, a positive pause, and a"
                            + " longest one that is not shorter: " + first + ", " + pause + ", " + longest);
        }
    }

    /** The first step at once, and the same pause whether steps fail or not. */
    public static Schedule every(Duration pause) {
        return new Schedule(Duration.ZERO, pause, pause);
    }

    /** The same with a pause before the first step. */
    public Schedule startingAfter(Duration pauseBeforeFirst) {
        return new Schedule(pauseBeforeFirst, pause, longest);
    }

    /** The same with a pause that grows while steps fail. */
    public Schedule growingTo(Duration longestPause) {
        return new Schedule(first, pause, longestPause);
    }

    /** The pause after so many failures in a row. */
    Duration after(int failures) {
        Duration grown = pause.multipliedBy(1L << Math.min(failures, MOST_DOUBLINGS));
        return grown.compareTo(longest) < 0 ? grown : longest;
    }
}
