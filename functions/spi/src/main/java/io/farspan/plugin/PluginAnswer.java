package io.farspan.plugin;

import java.util.List;
import java.util.Optional;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;

/**
 * What a plugin answers: a value for the location, values or problems of single instances, or both. All of it together
 * may have {@link #LARGEST} bytes.
 *
 * @param value the location's value
 * @param instances what there is to say of single instances
 */
public record PluginAnswer(Optional<JsonContent> value, List<OfInstance> instances) {

    /** The most bytes of an answer's values together. */
    public static final int LARGEST = 4 << 20;

    public PluginAnswer {
        instances = List.copyOf(instances);
    }

    /** A value for the location. */
    public static PluginAnswer of(RawJson value) {
        return of(JsonContent.of(value));
    }

    /** A value for the location that is written only when it is needed, and no further than there is room for it. */
    public static PluginAnswer of(JsonContent value) {
        return new PluginAnswer(Optional.of(value), List.of());
    }

    /** An answer of instances only. */
    public static PluginAnswer of(List<OfInstance> instances) {
        return new PluginAnswer(Optional.empty(), instances);
    }

    /**
     * What there is to say of one instance.
     *
     * @param instance one of the selected
     * @param value its value
     * @param problem why there is none
     */
    public record OfInstance(InstanceId instance, Optional<JsonContent> value, Optional<Problem> problem) {

        public OfInstance {
            if (value.isPresent() == problem.isPresent()) {
                throw new IllegalArgumentException("An instance has either a value or a problem: " + instance);
            }
        }

        /** A value. */
        public static OfInstance of(InstanceId instance, RawJson value) {
            return new OfInstance(instance, Optional.of(JsonContent.of(value)), Optional.empty());
        }

        /** A problem. */
        public static OfInstance failed(InstanceId instance, Problem problem) {
            return new OfInstance(instance, Optional.empty(), Optional.of(problem));
        }

        /** What its agent answered, as a list of Jolokia responses, or why it did not. */
        public static OfInstance of(Outcome outcome) {
            return new OfInstance(
                    outcome.instance(),
                    outcome.responses().map(responses -> out -> Json.wire().writeValue(out, responses)),
                    outcome.problem());
        }
    }
}
