package io.farspan.home.http;

import io.farspan.protocol.problem.Problem;

/** A request that was not processed and may be sent again later; the cause inside a framework's own exception. */
public final class RetryLater extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final long seconds;

    /** A refusal with the seconds to wait. */
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
