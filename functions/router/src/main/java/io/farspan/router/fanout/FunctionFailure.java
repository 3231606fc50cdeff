package io.farspan.router.fanout;

import java.util.Optional;

import io.farspan.protocol.problem.Problem;

/** A function that gave no usable answer. */
public final class FunctionFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final transient Optional<Long> timeMillis;

    FunctionFailure(Problem problem) {
        this(problem, Optional.empty());
    }

    FunctionFailure(Problem problem, Optional<Long> timeMillis) {
        super(problem.code() + ": " + problem.detail(), null, false, false);
        this.problem = problem;
        this.timeMillis = timeMillis;
    }

    /** The failure as data. */
    public Problem problem() {
        return problem;
    }

    /** What the function's clock said, milliseconds since 1970, if it answered at all. */
    public Optional<Long> timeMillis() {
        return timeMillis;
    }
}
