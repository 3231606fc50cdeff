package io.farspan.protocol.function;

import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;

/**
 * What became of a plugin's call at one location, or what the plugin says of one instance there: a value or a problem.
 *
 * @param location the location
 * @param instance whose; empty when it is of the location
 * @param tookMs how long the plugin took, in milliseconds; 0 when it was not run
 * @param value what it answered
 * @param problem why there is no value
 */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
public record PluginOutcome(
        String location,
        Optional<InstanceId> instance,
        long tookMs,
        Optional<RawJson> value,
        Optional<Problem> problem) {

    public PluginOutcome {
        instance = instance == null ? Optional.empty() : instance;
        value = value == null ? Optional.empty() : value;
        problem = problem == null ? Optional.empty() : problem;
        if (value.isPresent() == problem.isPresent()) {
            throw new IllegalArgumentException("An outcome is either a value or a problem: " + location);
        }
    }

    /** What an outcome takes in addition to its value or its problem's text. */
    private static final int FRAME = 200;

    /** About how many bytes it takes, as they are counted before it is kept. */
    public long size() {
        return FRAME
                + value.map(RawJson::length).orElse(0)
                + problem.map(Problem::detail).map(String::length).orElse(0);
    }

    /** Reads an outcome: a value that is absent is none, while a value that is null is what the plugin answered. */
    @JsonCreator
    static PluginOutcome read(
            @JsonProperty("location") String location,
            @JsonProperty("instance") Optional<InstanceId> instance,
            @JsonProperty("tookMs") long tookMs,
            @JsonProperty("value") @Nullable RawJson value,
            @JsonProperty("problem") Optional<Problem> problem) {
        return new PluginOutcome(location, instance, tookMs, Optional.ofNullable(value), problem);
    }

    /** The plugin answered. */
    public static PluginOutcome answered(String location, Optional<InstanceId> instance, long tookMs, RawJson value) {
        return new PluginOutcome(location, instance, tookMs, Optional.of(value), Optional.empty());
    }

    /** It did not. */
    public static PluginOutcome failed(String location, Optional<InstanceId> instance, long tookMs, Problem problem) {
        return new PluginOutcome(location, instance, tookMs, Optional.empty(), Optional.of(problem));
    }
}
