package io.farspan.protocol.problem;

import org.jspecify.annotations.Nullable;

/** A request that fails as a whole. What fails for one instance only is an outcome, never this. */
public class FarspanException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ProblemCode code;
    private final String detail;

    /** A failure without a cause. */
    public FarspanException(ProblemCode code, String detail) {
        this(code, detail, null);
    }

    /** A failure with its cause. */
    public FarspanException(ProblemCode code, String detail, @Nullable Throwable cause) {
        super(code + ": " + detail, cause);
        this.code = code;
        this.detail = detail;
    }

    /** The code of the failure. */
    public ProblemCode code() {
        return code;
    }

    /** The failure as data. */
    public Problem problem() {
        return Problem.of(code, detail);
    }
}
