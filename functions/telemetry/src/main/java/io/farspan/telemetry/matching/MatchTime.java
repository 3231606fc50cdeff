package io.farspan.telemetry.matching;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/** How long all the regular expressions of a query may take together, from the first match on. Not thread-safe. */
public final class MatchTime {

    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final LongSupplier nanoTime;
    private OptionalLong begin = OptionalLong.empty();

    /** The time of a query that has not matched anything yet. */
    public MatchTime() {
        this(System::nanoTime);
    }

    MatchTime(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Fails with {@code TOO_MUCH} when it is over. */
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
