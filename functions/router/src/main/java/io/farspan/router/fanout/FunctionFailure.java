package io.farspan.router.fanout;

import io.farspan.protocol.problem.Problem;

/** A function that gave no usable answer. */
public final class FunctionFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    FunctionFailure(Problem problem) {
        super(problem.code() + ": " + problem.detail(), null, false, false);
        this.problem = problem;
    }

    /** The failure as data. */
    public Problem problem() {
        return problem;
    }
}
