package io.farspan.core.call;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;

/**
 * Why requests of a call to one instance were not asked, or have no answer, and what to do about it. Reasons are clauses that
 * follow the words "The request to an instance".
 *
 * @param id the instance
 * @param caller whose call it is; empty for Farspan's own
 */
record CallRefusals(InstanceId id, String caller) {

    static final String NOBODY_WAITS = "was not sent: the caller is no longer waiting";

    static final String DEADLINE_PASSED =
            "was not asked: the deadline passed before its turn came. Ask for less at a time, name"
                    + " MBeans instead of patterns, or allow more time";

    static final String NO_TIME_TO_WRITE =
            "was not asked: what is left of the deadline is needed to write what was answered before."
                    + " Ask for less at a time, or allow more time";

    /** The reason as a problem: nothing was sent. */
    Problem notAsked(ProblemCode code, String why) {
        return Problem.of(
                code,
                "The request to " + id + " " + why.replaceFirst("\\.$", "") + ". It had no effect; retrying is safe.");
    }

    /** A change whose answer could not be read. */
    Problem answerMissing(Problem problem) {
        return problem.with(
                "The request was carried out at " + id + ", and only its answer is left out. " + problem.detail());
    }

    /** The caller has used up its budget; {@code what} says of what. */
    Problem overBudget(String what) {
        return Problem.of(
                ProblemCode.TOO_MUCH,
                "The request was not sent to " + id + ": " + who() + " " + what
                        + ". Ask for less: a name instead of a pattern, an attribute, a path, fewer"
                        + " requests; or wait.");
    }

    /** The function itself failed. */
    Problem broken(Throwable cause, boolean change) {
        return Problem.of(
                ProblemCode.INTERNAL,
                "The function failed while it asked " + id + " ("
                        + cause.getClass().getSimpleName() + "); its log has the cause."
                        + (change ? " Some of the changes may have been applied." : ""));
    }

    String tooManySubscriptions() {
        return "The request was not sent to " + id + ": " + who()
                + " has reached the limit of " + AgentBudget.SUBSCRIPTIONS
                + " clients and listeners per hour at its agent, and an agent keeps each until it is removed."
                + " Reuse existing ones, or wait a minute.";
    }

    static String tooManyBytes(long bytes, long largest) {
        return "was not sent: the requests before it were answered with " + bytes + " bytes, and one call may"
                + " receive at most " + largest + " from an instance (farspan.agent.max-answer-bytes). Ask in several"
                + " calls, or for less: an attribute, a path";
    }

    /** Of those that come after a request that got no answer. */
    static String afterFailure(Problem problem, boolean change, boolean carriedOut) {
        if (carriedOut) {
            return "was not sent: the change before it was carried out, but its answer was too large to be read";
        }
        return change
                ? "was not asked: the change before it got no answer, so it is not known whether that was applied"
                : "was not asked: the agent gave no answer to the requests before it. " + problem.detail();
    }

    static String noTurn(AgentTurns.NoTurn refusal) {
        return switch (refusal) {
            case TOO_MANY_WAIT ->
                "was not asked: too many calls wait for this agent already. Try again later, or"
                        + " select fewer instances";
            case AGENT_AT_WORK ->
                "was not asked: the agent is still working on an abandoned call, and more requests"
                        + " would delay it further";
            default ->
                "was not asked: its turn at the agent did not come within the deadline, because other calls"
                        + " keep the agent busy";
        };
    }

    static ProblemCode code(AgentTurns.NoTurn refusal) {
        return refusal == AgentTurns.NoTurn.TOO_MANY_WAIT ? ProblemCode.TOO_MUCH : ProblemCode.INSTANCE_TIMEOUT;
    }

    private String who() {
        return caller.isEmpty() ? "Farspan" : caller;
    }
}
