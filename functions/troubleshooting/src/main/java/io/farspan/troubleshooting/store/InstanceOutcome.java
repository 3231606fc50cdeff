package io.farspan.troubleshooting.store;

import java.util.Optional;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;

/**
 * What became of an action at one instance.
 *
 * @param instance whose
 * @param state how far it is
 * @param tookMs how long the function waited for the instance
 * @param bytes the size of its result as JSON
 * @param result its result, where there is one and it was asked for
 * @param problem why there is none
 */
public record InstanceOutcome(
        InstanceId instance,
        OutcomeState state,
        long tookMs,
        int bytes,
        Optional<RawJson> result,
        Optional<Problem> problem) {

    /** It has a result. */
    public static InstanceOutcome answered(InstanceId instance, long tookMs, RawJson result) {
        return new InstanceOutcome(
                instance, OutcomeState.ANSWERED, tookMs, result.length(), Optional.of(result), Optional.empty());
    }

    /** It has none. */
    public static InstanceOutcome failed(InstanceId instance, OutcomeState state, long tookMs, Problem problem) {
        return new InstanceOutcome(instance, state, tookMs, 0, Optional.empty(), Optional.of(problem));
    }

    /** The same without what the instance answered, be it a result or an error. */
    public InstanceOutcome withoutAnswer() {
        return new InstanceOutcome(instance, state, tookMs, bytes, Optional.empty(), Optional.empty());
    }
}
