package io.farspan.home.http;

import io.farspan.protocol.problem.Problem;

/** A request that was not looked at and may be sent again later: the cause of a failure whose type is the framework's. */
public final class RetryLater extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final long seconds;

    /** A refusal for so many seconds. */
    public RetryLater(Problem problem, long seconds, Throwable cause) {
        super(problem.code() + ": " + problem.detail(), cause, false, false);
        this.problem = problem;
        this.seconds = seconds;
    }

    Problem problem() {
        return problem;
    }

    long seconds() {
        return seconds;
    }
}
