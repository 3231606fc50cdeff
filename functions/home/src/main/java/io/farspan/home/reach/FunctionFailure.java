package io.farspan.home.reach;

import java.util.Optional;

import io.farspan.protocol.problem.Problem;

/** A function call without a usable answer. */
public final class FunctionFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final transient Optional<Long> timeMillis;
    private final transient Optional<PlatformRefusal> refusal;

    /** A failure with nothing but its problem. */
    public FunctionFailure(Problem problem) {
        this(problem, Optional.empty());
    }

    FunctionFailure(Problem problem, Optional<Long> timeMillis) {
        this(problem, timeMillis, Optional.empty());
    }

    /** A failure because the platform refused the request. */
    static FunctionFailure refused(Problem problem, PlatformRefusal refusal) {
        return new FunctionFailure(problem, Optional.empty(), Optional.of(refusal));
    }

    private FunctionFailure(Problem problem, Optional<Long> timeMillis, Optional<PlatformRefusal> refusal) {
        super(problem.code() + ": " + problem.detail(), null, false, false);
        this.problem = problem;
        this.timeMillis = timeMillis;
        this.refusal = refusal;
    }

    /** The failure as a problem. */
    public Problem problem() {
        return problem;
    }

    /** The function's clock in milliseconds since 1970, if it answered at all. */
    public Optional<Long> timeMillis() {
        return timeMillis;
    }

    /** The platform's refusal, if it refused the request. */
    public Optional<PlatformRefusal> refusal() {
        return refusal;
    }
}
