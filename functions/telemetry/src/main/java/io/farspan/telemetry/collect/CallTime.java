package io.farspan.telemetry.collect;

import java.time.Duration;

import io.smallrye.mutiny.Uni;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/**
 * How long a call to a location's function may take.
 *
 * @param limit the whole of it
 */
public record CallTime(Duration limit) {

    /** What of it remains for the way back. */
    private static final int LONGEST_WAY_MS = 250;

    private static final int SHARE_OF_WAY = 10;
    private static final Duration MARGIN = Duration.ofSeconds(1);

    /** What the function has of it. */
    public long forFunctionMillis() {
        long millis = limit.toMillis();
        return millis - Math.min(LONGEST_WAY_MS, millis / SHARE_OF_WAY);
    }

    /**
     * The answer, or {@code FUNCTION_TIMEOUT} shortly after the limit.
     *
     * @param what what did not answer then
     */
    public <T> Uni<T> within(Uni<T> answer, String what) {
        return answer.ifNoItem()
                .after(limit.plus(MARGIN))
                .failWith(() -> new FarspanException(
                        ProblemCode.FUNCTION_TIMEOUT, what + " did not answer within " + limit.toMillis() + " ms."));
    }
}
