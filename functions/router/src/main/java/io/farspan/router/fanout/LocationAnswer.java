package io.farspan.router.fanout;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.problem.Problem;

/**
 * What came of a call at one location.
 *
 * @param location the location
 * @param calls how many function calls were made for it, those that were refused or got no answer among them
 * @param outcomes one per instance that is known there and selected
 * @param via the location whose function was asked instead of its own, if any
 * @param problem why nothing is known of the instances there
 */
public record LocationAnswer(
        String location, int calls, List<Outcome> outcomes, Optional<String> via, Optional<Problem> problem) {

    public LocationAnswer {
        outcomes = List.copyOf(outcomes);
    }

    /** Nothing was asked and nothing is known. */
    public static LocationAnswer none(String location) {
        return new LocationAnswer(location, 0, List.of(), Optional.empty(), Optional.empty());
    }

    /** What was asked is not known, because of a problem. */
    public static LocationAnswer unknown(String location, int calls, Problem problem) {
        return new LocationAnswer(location, calls, List.of(), Optional.empty(), Optional.of(problem));
    }

    /** How many bytes it keeps in memory; replicas that answered alike share theirs. */
    public long bytes() {
        Set<byte[]> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
        outcomes.forEach(outcome -> outcome.responses()
                .ifPresent(responses -> responses.forEach(response -> distinct.add(response.document()))));
        return distinct.stream().mapToLong(document -> document.length).sum();
    }

    /** The same answer with a problem in the place of each instance's responses. */
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

    /** The same answer with another location's function in between. */
    public LocationAnswer via(String other) {
        return new LocationAnswer(location, calls, outcomes, Optional.of(other), problem);
    }

    /** The same answer with how many calls were made for it. */
    LocationAnswer after(int made) {
        return new LocationAnswer(location, made, outcomes, via, problem);
    }
}
