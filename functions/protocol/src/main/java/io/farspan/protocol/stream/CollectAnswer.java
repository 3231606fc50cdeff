package io.farspan.protocol.stream;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.Problem;

/**
 * What the plugin {@code collect} answers for a location.
 *
 * @param streams what was read, and what is known of streams that there was no room for
 * @param left whether more could have been read
 * @param problems the instances that could not be read, or not wholly, and why
 * @param clocks the clocks of the instances that have one
 */
public record CollectAnswer(
        @JsonProperty(required = true) List<StreamBatch> streams,
        @JsonProperty(required = true) boolean left,
        @JsonProperty(required = true) Map<InstanceId, Problem> problems,
        Map<InstanceId, ClockReading> clocks) {

    public CollectAnswer {
        streams = List.copyOf(streams);
        problems = Map.copyOf(problems);
        clocks = clocks == null ? Map.of() : Map.copyOf(clocks);
    }

    /** An answer that says nothing of clocks. */
    public CollectAnswer(List<StreamBatch> streams, boolean left, Map<InstanceId, Problem> problems) {
        this(streams, left, problems, Map.of());
    }
}
