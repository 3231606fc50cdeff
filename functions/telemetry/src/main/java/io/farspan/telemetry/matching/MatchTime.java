package io.farspan.telemetry.matching;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/**
 * What all the regular expressions of a query may take together: time, from the first match on, and instructions, which are
 * memory and the time to compile them. Not thread-safe.
 */
public final class MatchTime {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** The most instructions of all programs; about 2 MB, compiled in less than 100 ms. */
    private static final long MOST_INSTRUCTIONS = 40_000;

    /** The most of somebody who follows: each letter that arrives costs them, in a thread that serves everybody. */
    private static final long MOST_TO_FOLLOW = 2_000;

    private final LongSupplier nanoTime;
    private long instructions;
    private OptionalLong begin = OptionalLong.empty();

    /** The time of a query that has not matched anything yet. */
    public MatchTime() {
        this(System::nanoTime);
    }

    MatchTime(LongSupplier nanoTime) {
        this(nanoTime, MOST_INSTRUCTIONS);
    }

    private MatchTime(LongSupplier nanoTime, long instructions) {
        this.nanoTime = nanoTime;
        this.instructions = instructions;
    }

    /** The same for a query that is followed, which may have fewer instructions. */
    public static MatchTime toFollow() {
        return new MatchTime(System::nanoTime, MOST_TO_FOLLOW);
    }

    /** Takes the instructions of a program that is about to be compiled; fails with {@code TOO_MUCH} when too few are left. */
    void charge(long size) {
        if (size > instructions) {
            throw new FarspanException(
                    ProblemCode.TOO_MUCH,
                    "The regular expressions of the query become too large together. Repeat less in them, or use fewer.");
        }
        instructions -= size;
    }

    /** Fails with {@code TOO_MUCH} when the time is over. */
    void require() {
        if (begin.isEmpty()) {
            begin = OptionalLong.of(nanoTime.getAsLong());
        }
        if (nanoTime.getAsLong() - begin.getAsLong() > LIMIT.toNanos()) {
            throw new FarspanException(
                    ProblemCode.TOO_MUCH,
                    "The regular expressions of the query take longer than " + LIMIT.toSeconds()
                            + " s. Write simpler ones, or name a metric, a location or an instance beside them.");
        }
    }
}
