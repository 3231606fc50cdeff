package io.farspan.core.agent;

import java.util.Optional;

import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.problem.Stage;

/** An agent that gave no usable answer, and how far the exchange with it came. */
public final class AgentFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ProblemCode code;
    private final Stage stage;
    private final boolean silent;
    private final boolean asked;
    private transient Optional<Refusal> refusal = Optional.empty();

    AgentFailure(ProblemCode code, Stage stage, String detail) {
        this(code, stage, detail, false, true);
    }

    private AgentFailure(ProblemCode code, Stage stage, String detail, boolean silent, boolean asked) {
        super(detail, null, false, false);
        this.code = code;
        this.stage = stage;
        this.silent = silent;
        this.asked = asked;
    }

    /** Nothing came back in time, not even a refusal. */
    static AgentFailure silent(ProblemCode code, Stage stage, String detail) {
        return new AgentFailure(code, stage, detail, true, true);
    }

    /** The function was too busy to ask within the deadline, which says nothing of the agent. */
    static AgentFailure notAsked(String detail) {
        return new AgentFailure(ProblemCode.INSTANCE_TIMEOUT, Stage.TCP, detail, false, false);
    }

    /** Whether the agent was asked, or at least given time to accept a connection. */
    public boolean asked() {
        return asked;
    }

    /** Whether nothing came back at all: then the network may be at fault instead of the agent. */
    public boolean silent() {
        return silent;
    }

    /**
     * An agent's refusal of a whole bulk, for one item that it does not understand.
     *
     * @param status the status, as of an item
     * @param exception the exception's class
     * @param message what it says
     */
    public record Refusal(int status, String exception, String message) {}

    /** The agent refused the whole request because it did not understand an item of it. */
    static AgentFailure refusal(int status, String exception, String message) {
        AgentFailure failure = new AgentFailure(
                ProblemCode.INSTANCE_ANSWER_INVALID,
                Stage.JOLOKIA,
                "The agent's answer cannot be used: the agent refused the whole request: " + message
                        + ". Check that a Jolokia 2 agent listens at the instance's address.");
        failure.refusal = Optional.of(new Refusal(status, exception, message));
        return failure;
    }

    /** What the agent said when it refused the whole request; empty for any other failure. */
    public Optional<Refusal> refusal() {
        return refusal;
    }

    /** Whether the answer was larger than allowed. */
    public boolean tooLarge() {
        return code == ProblemCode.INSTANCE_ANSWER_TOO_LARGE;
    }

    /** Whether the agent has carried out what it was asked, and only its answer could not be taken. */
    public boolean carriedOut() {
        return tooLarge() || code == ProblemCode.TOO_MUCH;
    }

    /** The failure as data. */
    public Problem problem() {
        return Problem.of(code, String.valueOf(getMessage())).at(stage);
    }
}
