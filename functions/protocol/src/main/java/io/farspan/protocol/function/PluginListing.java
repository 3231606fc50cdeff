package io.farspan.protocol.function;

import java.util.List;
import java.util.Objects;

/**
 * What a function answers to {@code GET /v1/plugins}.
 *
 * @param location the function's location
 * @param plugins those that can be called, ordered by name
 * @param faults what was left out, each saying which file, why, and what to do
 */
public record PluginListing(String location, List<PluginDescription> plugins, List<String> faults) {

    public PluginListing {
        Objects.requireNonNull(location, "location is required");
        plugins = List.copyOf(plugins);
        faults = faults == null ? List.of() : List.copyOf(faults);
    }
}
