package io.farspan.router.plugin;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.farspan.protocol.function.PluginOutcome;

/**
 * The answer to one call of a plugin.
 *
 * @param application the application's name
 * @param plugin the plugin's name
 * @param epoch the epoch of home under which it was called
 * @param asOf when the location map that was used was last known to be current
 * @param stale whether the map could not be reached and the last known one was used
 * @param partial whether any outcome is a problem
 * @param functionCalls how many calls of the plugin crossed the network
 * @param tookMs how long it took at home, in milliseconds
 * @param outcomes one or more of each selected location, ordered by location and instance
 * @param versions the plugin's versions, by location
 * @param relayed locations that home did not reach itself, and the location whose function was asked instead
 */
public record UnifiedPluginAnswer(
        String application,
        String plugin,
        long epoch,
        Instant asOf,
        boolean stale,
        boolean partial,
        int functionCalls,
        long tookMs,
        List<PluginOutcome> outcomes,
        Map<String, String> versions,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> relayed) {

    public UnifiedPluginAnswer {
        outcomes = List.copyOf(outcomes);
        versions = Map.copyOf(versions);
        relayed = Map.copyOf(relayed);
    }
}
