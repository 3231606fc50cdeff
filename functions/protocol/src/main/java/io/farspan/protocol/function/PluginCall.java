package io.farspan.protocol.function;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;

import io.farspan.protocol.call.Names;
import io.farspan.protocol.call.Role;
import io.farspan.protocol.json.RawJson;

/**
 * The body of {@code POST /v1/plugins/{name}}: what home asks of a plugin in one location's function.
 *
 * @param application the application's name
 * @param instances names of instances within the location; empty for all of them
 * @param body what the plugin gets
 * @param deadlineMs how long the plugin may take, in milliseconds, counted from when the function receives the call
 * @param location whose instances are meant when they are not the function's own: another function stands in for theirs
 * @param generation the map's generation as home knows it
 * @param caller who asks, as home names them
 * @param role the role by which home has judged the caller
 * @param changesState whether home has judged, fenced and recorded it as a change
 */
public record PluginCall(
        String application,
        Optional<List<String>> instances,
        RawJson body,
        long deadlineMs,
        Optional<String> location,
        long generation,
        Optional<String> caller,
        Role role,
        boolean changesState) {

    /** The path of the list of plugins below the function's base; a plugin's own path has its name after it. */
    public static final String PATH = "/v1/plugins";

    public PluginCall {
        Names.requireLabel("application", application);
        instances = instances.map(List::copyOf);
        location.ifPresent(other -> Names.requireLabel("location", other));
        FunctionCall.requireDeadline(deadlineMs);
    }

    /** The path of a plugin below the function's base. */
    public static String path(String name) {
        return PATH + "/" + name;
    }

    /** From JSON, where {@code instances} is a list or the word {@code all}. */
    @JsonCreator
    static PluginCall parse(
            @JsonProperty(value = "application", required = true) String application,
            @JsonProperty(value = "instances", required = true) Object instances,
            @JsonProperty(value = "body", required = true) RawJson body,
            @JsonProperty(value = "deadlineMs", required = true) long deadlineMs,
            @JsonProperty("location") Optional<String> location,
            @JsonProperty("generation") long generation,
            @JsonProperty("caller") Optional<String> caller,
            @JsonProperty(value = "role", required = true) Role role,
            @JsonProperty(value = "changesState", required = true) boolean changesState) {
        return new PluginCall(
                application,
                FunctionCall.names(instances),
                body == null ? RawJson.of("null") : body,
                deadlineMs,
                location == null ? Optional.empty() : location,
                generation,
                caller == null ? Optional.empty() : caller,
                role,
                changesState);
    }

    /** {@code instances} as JSON has it. */
    @JsonProperty("instances")
    Object instancesAsJson() {
        return instances.isPresent() ? instances.get() : "all";
    }
}
