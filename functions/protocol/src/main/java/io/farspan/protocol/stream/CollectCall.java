package io.farspan.protocol.stream;

import java.util.LinkedHashMap;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

import io.farspan.protocol.call.InstanceId;

/**
 * What home asks of the plugin {@code collect}. A stream that is not named is read from its oldest record on; what is before
 * a named stream's checkpoint is durable at home, and its agent may let it go.
 *
 * @param instances the checkpoints of each instance's streams
 * @param maxBytes the most bytes of the answer
 * @param ends whether the answer says where every stream ends, also those without news, which shows that nothing is left
 */
public record CollectCall(
        @JsonProperty(required = true) Map<InstanceId, Map<StreamName, Checkpoint>> instances,
        @JsonProperty(required = true) int maxBytes,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean ends) {

    /** What the plugin is called by. */
    public static final String PLUGIN = "collect";

    /** The most bytes that may be asked for: the answer of a function ends at 4 MiB. */
    public static final int MOST_BYTES = 4_000_000;

    /** The fewest that may be asked for: less would hold little but names. */
    public static final int FEWEST_BYTES = 100_000;

    /** Asks for records only. */
    public CollectCall(Map<InstanceId, Map<StreamName, Checkpoint>> instances, int maxBytes) {
        this(instances, maxBytes, false);
    }

    public CollectCall {
        if (maxBytes < FEWEST_BYTES || maxBytes > MOST_BYTES) {
            throw new IllegalArgumentException(
                    "maxBytes must be " + FEWEST_BYTES + " to " + MOST_BYTES + ", not " + maxBytes);
        }
        Map<InstanceId, Map<StreamName, Checkpoint>> copy = new LinkedHashMap<>();
        instances.forEach((instance, streams) -> copy.put(instance, Map.copyOf(streams)));
        instances = Map.copyOf(copy);
    }
}
