package io.farspan.troubleshooting.actions;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.plugin.action.ActionAnswer;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.troubleshooting.store.InstanceOutcome;
import io.farspan.troubleshooting.store.OutcomeState;

/** Makes an instance's outcome of what arrived from it, whatever that is. */
final class OutcomeReader {

    /** Problems after which an instance may have carried out what it was asked. */
    private static final Set<ProblemCode> AFTER_SENDING = EnumSet.of(
            ProblemCode.FUNCTION_TIMEOUT,
            ProblemCode.FUNCTION_ANSWER_INVALID,
            ProblemCode.RELAY_FAILED,
            ProblemCode.INSTANCE_TIMEOUT,
            ProblemCode.INSTANCE_ANSWER_INVALID,
            ProblemCode.INSTANCE_ANSWER_TOO_LARGE);

    private final Function<ActionAnswer, JsonNode> reading;
    private final boolean repeatable;
    private final int largest;

    /**
     * A reader.
     *
     * @param reading what an answer comes to
     * @param repeatable whether an instance that may have carried it out may be asked again
     * @param largest the most bytes of what an answer comes to
     */
    OutcomeReader(Function<ActionAnswer, JsonNode> reading, boolean repeatable, int largest) {
        this.reading = reading;
        this.repeatable = repeatable;
        this.largest = largest;
    }

    InstanceOutcome read(Outcome outcome) {
        InstanceId id = outcome.instance();
        if (outcome.problem().isPresent()) {
            Problem problem = outcome.problem().get();
            boolean unknown = !repeatable && AFTER_SENDING.contains(problem.code());
            return InstanceOutcome.failed(
                    id, unknown ? OutcomeState.UNKNOWN : OutcomeState.FAILED, outcome.tookMs(), problem);
        }
        try {
            List<RawJson> responses = outcome.responses().orElseThrow();
            RawJson result = PluginCode.call(() -> RawJson.of(reading.apply(new ActionAnswer(id, responses))));
            return result.length() <= largest
                    ? InstanceOutcome.answered(id, outcome.tookMs(), result)
                    : failed(
                            outcome,
                            ProblemCode.INSTANCE_ANSWER_TOO_LARGE,
                            id + " answered, but its result has " + result.length() + " bytes, and " + largest
                                    + " are kept of an instance.");
        } catch (PluginCode.Defect e) {
            return e.getCause() instanceof FarspanException why
                    ? failed(outcome, why.code(), why.problem().detail())
                    : failed(
                            outcome,
                            ProblemCode.INSTANCE_ANSWER_INVALID,
                            "What " + id + " answered cannot be read: " + e.getMessage()
                                    + ". Check its agent, and the jar of the action if it is not Farspan's own.");
        }
    }

    private static InstanceOutcome failed(Outcome outcome, ProblemCode code, String detail) {
        return InstanceOutcome.failed(
                outcome.instance(), OutcomeState.FAILED, outcome.tookMs(), Problem.of(code, detail));
    }
}
