package io.farspan.router.plugin;

import java.util.List;
import java.util.Optional;

import io.farspan.protocol.function.PluginOutcome;
import io.farspan.protocol.problem.Problem;

/**
 * What came of a plugin's call to one location.
 *
 * @param location the location
 * @param calls how many calls were made for it
 * @param version the plugin's version there, if it ran
 * @param outcomes at least one
 * @param via the location whose function relayed the call or stood in for its own
 */
record LocationReply(
        String location, int calls, Optional<String> version, List<PluginOutcome> outcomes, Optional<String> via) {

    LocationReply {
        outcomes = List.copyOf(outcomes);
    }

    static LocationReply failed(String location, int calls, Problem problem) {
        return new LocationReply(
                location,
                calls,
                Optional.empty(),
                List.of(PluginOutcome.failed(location, Optional.empty(), 0, problem)),
                Optional.empty());
    }

    LocationReply after(int made) {
        return new LocationReply(location, made, version, outcomes, via);
    }

    /** The same with one problem in the place of all that came. */
    LocationReply without(Problem why) {
        return new LocationReply(
                location, calls, version, List.of(PluginOutcome.failed(location, Optional.empty(), 0, why)), via);
    }

    long bytes() {
        return outcomes.stream().mapToLong(PluginOutcome::size).sum();
    }
}
