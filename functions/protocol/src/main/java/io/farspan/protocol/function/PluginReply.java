package io.farspan.protocol.function;

import java.util.List;
import java.util.Objects;

/**
 * What a function answers to {@code POST /v1/plugins/{name}}.
 *
 * @param location the location that was asked for
 * @param epoch the epoch of the token it was called with
 * @param version the plugin's version there
 * @param outcomes one of the location, or of some of its instances, or both
 */
public record PluginReply(String location, long epoch, String version, List<PluginOutcome> outcomes) {

    public PluginReply {
        Objects.requireNonNull(location, "location is required");
        outcomes = List.copyOf(outcomes);
    }
}
