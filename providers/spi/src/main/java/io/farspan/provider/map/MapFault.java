package io.farspan.provider.map;

import java.util.Optional;

import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;

/**
 * A record that exists but cannot be understood. It costs only what it describes.
 *
 * @param record the record's name
 * @param location the location it concerns, where that is known
 * @param detail what is wrong with it
 */
public record MapFault(String record, Optional<String> location, String detail) {

    /** The fault as a problem. */
    public Problem problem() {
        return Problem.of(
                ProblemCode.MAP_RECORD_INVALID,
                "The record " + record + " of the location map is invalid: " + detail
                        + ". Correct or remove it on the map's DNS server; registering the instance again rewrites it.");
    }
}
