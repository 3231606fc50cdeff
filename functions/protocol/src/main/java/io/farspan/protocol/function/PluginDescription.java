package io.farspan.protocol.function;

import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.farspan.protocol.call.Names;
import io.farspan.protocol.call.Role;

/**
 * A plugin as it is listed.
 *
 * @param name what it is called by
 * @param version its version
 * @param role the least role whose holder may call it
 * @param changesState whether a call may change anything
 */
public record PluginDescription(
        @JsonProperty(required = true) String name,
        @JsonProperty(required = true) String version,
        @JsonProperty(required = true) Role role,
        @JsonProperty(required = true) boolean changesState) {

    private static final int LONGEST_VERSION = 100;

    public PluginDescription {
        Names.requireLabel("plugin's name", name);
        Objects.requireNonNull(role, "role is required");
        if (version.isBlank() || version.length() > LONGEST_VERSION) {
            throw new IllegalArgumentException(
                    "The plugin '" + name + "' needs a version of 1 to " + LONGEST_VERSION + " characters");
        }
    }
}
