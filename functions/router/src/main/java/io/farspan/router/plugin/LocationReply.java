package io.farspan.router.plugin;

import java.util.List;
import java.util.Optional;

import io.farspan.protocol.function.PluginOutcome;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;

/**
 * What came of a plugin's call to one location.
 *
 * @param location the location
 * @param calls how many calls were made for it
 * @param version the plugin's version there, if it ran
 * @param outcomes at least one
 * @param via the location whose function was in between, or in the place of its own
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

    /** The same with a problem in the place of each value. */
    LocationReply without(Problem why) {
        return new LocationReply(
                location,
                calls,
                version,
                outcomes.stream()
                        .map(outcome -> outcome.value().isPresent()
                                ? PluginOutcome.failed(location, outcome.instance(), outcome.tookMs(), why)
                                : outcome)
                        .toList(),
                via);
    }

    long bytes() {
        return outcomes.stream()
                .flatMap(outcome -> outcome.value().stream())
                .mapToLong(RawJson::length)
                .sum();
    }
}
