package io.farspan.router.fanout;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.problem.Problem;

/**
 * The result of a call to one location.
 *
 * @param location the location
 * @param calls the number of function calls made for it, including refused and unanswered ones
 * @param outcomes one per known and selected instance
 * @param via the location whose function was asked instead of its own, if any
 * @param problem why nothing is known about the location's instances
 */
public record LocationAnswer(
        String location, int calls, List<Outcome> outcomes, Optional<String> via, Optional<Problem> problem) {

    public LocationAnswer {
        outcomes = List.copyOf(outcomes);
    }

    /** An answer without outcomes, for a location that was not called. */
    public static LocationAnswer none(String location) {
        return new LocationAnswer(location, 0, List.of(), Optional.empty(), Optional.empty());
    }

    /** An answer without outcomes because of a problem. */
    public static LocationAnswer unknown(String location, int calls, Problem problem) {
        return new LocationAnswer(location, calls, List.of(), Optional.empty(), Optional.of(problem));
    }

    /** The bytes it holds in memory; equal bodies of replicas count once. */
    public long bytes() {
        Set<byte[]> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
        outcomes.forEach(outcome -> outcome.responses()
                .ifPresent(responses -> responses.forEach(response -> distinct.add(response.document()))));
        return distinct.stream().mapToLong(document -> document.length).sum();
    }

    /** This answer with a problem in place of each instance's responses. */
    public LocationAnswer refused(Problem why) {
        return new LocationAnswer(
                location,
                calls,
                outcomes.stream()
                        .map(outcome -> outcome.responses().isPresent()
                                ? Outcome.failed(outcome.instance(), outcome.tookMs(), why)
                                : outcome)
                        .toList(),
                via,
                problem);
    }

    /** This answer, marked as given through another location's function. */
    public LocationAnswer via(String other) {
        return new LocationAnswer(location, calls, outcomes, Optional.of(other), problem);
    }

    /** This answer with the number of calls made for it. */
    LocationAnswer after(int made) {
        return new LocationAnswer(location, made, outcomes, via, problem);
    }
}
