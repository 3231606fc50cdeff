package io.farspan.router.fanout;

import java.util.List;
import java.util.Optional;

import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.problem.Problem;

/**
 * What came of a call at one location.
 *
 * @param location the location
 * @param called whether its function was called
 * @param outcomes one per instance that is known there and selected
 * @param problem why nothing is known of the instances there
 */
public record LocationAnswer(String location, boolean called, List<Outcome> outcomes, Optional<Problem> problem) {

    public LocationAnswer {
        outcomes = List.copyOf(outcomes);
    }
}
