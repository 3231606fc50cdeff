package io.farspan.core.agent;

import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.problem.Stage;

/** An agent that gave no usable answer, and how far the exchange with it came. */
public final class AgentFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ProblemCode code;
    private final Stage stage;
    private final boolean silent;

    AgentFailure(ProblemCode code, Stage stage, String detail) {
        this(code, stage, detail, false);
    }

    private AgentFailure(ProblemCode code, Stage stage, String detail, boolean silent) {
        super(detail, null, false, false);
        this.code = code;
        this.stage = stage;
        this.silent = silent;
    }

    /** Nothing came back in time, not even a refusal. */
    static AgentFailure silent(ProblemCode code, Stage stage, String detail) {
        return new AgentFailure(code, stage, detail, true);
    }

    /** Whether nothing came back at all: then it may as well be the way there that is at fault. */
    public boolean silent() {
        return silent;
    }

    /** The failure as data. */
    public Problem problem() {
        return Problem.of(code, String.valueOf(getMessage())).at(stage);
    }
}
