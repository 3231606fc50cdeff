package io.farspan.core.agent;

import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.problem.Stage;

/** An agent that gave no usable answer, and how far the exchange with it came. */
public final class AgentFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ProblemCode code;
    private final Stage stage;

    AgentFailure(ProblemCode code, Stage stage, String detail) {
        super(detail, null, false, false);
        this.code = code;
        this.stage = stage;
    }

    /** The failure as data. */
    public Problem problem() {
        return Problem.of(code, String.valueOf(getMessage())).at(stage);
    }
}
