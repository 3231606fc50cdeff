package io.farspan.telemetry.loki;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/**
 * When a metric query is evaluated. Each step counts what happened in the range before it, its end included. Records are
 * counted once in stretches of which both the step and the range are multiples, and each step adds up its stretches.
 *
 * @param first the first step
 * @param count how many steps there are
 * @param step from one to the next
 * @param range what counts before each
 */
record Steps(Instant first, int count, Duration step, Duration range) {

    /** The most steps, as Loki has it. */
    static final int MOST = 11_000;

    private static final int MOST_STRETCHES = 100_000;

    /** The resolution of the stored times. */
    private static final Duration TICK = Duration.ofNanos(1_000);

    Steps {
        if (stretch(step, range).compareTo(Duration.ofMillis(1)) < 0
                || step.multipliedBy(count - 1L).plus(range).dividedBy(stretch(step, range)) > MOST_STRETCHES) {
            throw new FarspanException(
                    ProblemCode.MALFORMED_REQUEST,
                    "the range " + range + " and the step " + step
                            + " have too little in common: make one of them a multiple of the other");
        }
    }

    static Steps at(Instant time, Duration range) {
        return new Steps(time, 1, range, range);
    }

    static Steps between(Instant start, Instant end, Duration step, Duration range) {
        long count = Duration.between(start, end).dividedBy(step) + 1;
        if (count > MOST) {
            throw new FarspanException(
                    ProblemCode.MALFORMED_REQUEST,
                    "exceeded maximum resolution of 11,000 points per time series. Try increasing the value of the step"
                            + " parameter");
        }
        return new Steps(start, (int) count, step, range);
    }

    private static Duration stretch(Duration step, Duration range) {
        return Duration.ofNanos(BigInteger.valueOf(step.toNanos())
                .gcd(BigInteger.valueOf(range.toNanos()))
                .longValue());
    }

    Duration stretch() {
        return stretch(step, range);
    }

    /** The earliest time that counts. */
    Instant from() {
        return first.minus(range).plus(TICK);
    }

    /** The time after the latest that counts. */
    Instant to() {
        return time(count - 1).plus(TICK);
    }

    Instant time(int index) {
        return first.plus(step.multipliedBy(index));
    }

    /** The first stretch that a step counts. */
    long firstStretch(int index) {
        return step.multipliedBy(index).dividedBy(stretch());
    }

    /** How many stretches a step counts. */
    long stretches() {
        return range.dividedBy(stretch());
    }
}
