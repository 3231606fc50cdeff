package io.farspan.agent.point.condition;

/** An expression has no value this time, and why. It has no stack trace, because it may come often. */
public final class EvaluationFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final boolean passing;

    EvaluationFailure(String message) {
        this(message, false);
    }

    private EvaluationFailure(String message, boolean passing) {
        super(message, null, false, false);
        this.passing = passing;
    }

    /** One that is over the next time, without anything being wrong. */
    static EvaluationFailure passing(String message) {
        return new EvaluationFailure(message, true);
    }

    /** Whether it has a value soon, without anybody doing anything. */
    public boolean isPassing() {
        return passing;
    }
}
