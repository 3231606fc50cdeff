package io.farspan.protocol.call;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;

/**
 * What became of a call at one instance: either responses, one per request in the order of the requests, or a problem.
 *
 * @param instance whose
 * @param location the instance's location
 * @param tookMs how long the function waited for the instance, in milliseconds; 0 when it was not asked
 * @param responses Jolokia response objects; a single request's error is one of them, with its own status
 * @param problem why there are no responses
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record Outcome(
        InstanceId instance,
        String location,
        long tookMs,
        Optional<List<RawJson>> responses,
        Optional<Problem> problem) {

    public Outcome {
        if (instance == null || !instance.location().equals(location)) {
            throw new IllegalArgumentException(
                    "An outcome is of an instance of its location, not of " + instance + " in " + location);
        }
        responses = responses.map(List::copyOf);
        if (responses.isPresent() == problem.isPresent()) {
            throw new IllegalArgumentException("An outcome is either responses or a problem: " + instance);
        }
    }

    /** The instance answered. */
    public static Outcome answered(InstanceId instance, long tookMs, List<RawJson> responses) {
        return new Outcome(instance, instance.location(), tookMs, Optional.of(responses), Optional.empty());
    }

    /** The instance did not answer. */
    public static Outcome failed(InstanceId instance, long tookMs, Problem problem) {
        return new Outcome(instance, instance.location(), tookMs, Optional.empty(), Optional.of(problem));
    }
}
