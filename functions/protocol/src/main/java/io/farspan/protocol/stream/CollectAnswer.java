package io.farspan.protocol.stream;

import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonInclude;
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
 * @param ends if asked for, of each instance that listed its streams the offsets after their last records; an instance
 *     without streams has an empty list, one that could not be asked has none
 * @param withoutAgent the instances that answered and have no agent of ours, such as a stock Jolokia agent
 */
public record CollectAnswer(
        @JsonProperty(required = true) List<StreamBatch> streams,
        @JsonProperty(required = true) boolean left,
        @JsonProperty(required = true) Map<InstanceId, Problem> problems,
        Map<InstanceId, ClockReading> clocks,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<InstanceId, Map<StreamName, Checkpoint>> ends,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Set<InstanceId> withoutAgent) {

    public CollectAnswer {
        streams = List.copyOf(streams);
        problems = Map.copyOf(problems);
        clocks = clocks == null ? Map.of() : Map.copyOf(clocks);
        ends = ends == null ? Map.of() : Map.copyOf(ends);
        withoutAgent = withoutAgent == null ? Set.of() : Set.copyOf(withoutAgent);
    }

    /** An answer of agents of ours. */
    public CollectAnswer(
            List<StreamBatch> streams,
            boolean left,
            Map<InstanceId, Problem> problems,
            Map<InstanceId, ClockReading> clocks,
            Map<InstanceId, Map<StreamName, Checkpoint>> ends) {
        this(streams, left, problems, clocks, ends, Set.of());
    }

    /** An answer that says nothing of clocks and ends. */
    public CollectAnswer(List<StreamBatch> streams, boolean left, Map<InstanceId, Problem> problems) {
        this(streams, left, problems, Map.of(), Map.of());
    }

    /** An answer that says nothing of ends. */
    public CollectAnswer(
            List<StreamBatch> streams,
            boolean left,
            Map<InstanceId, Problem> problems,
            Map<InstanceId, ClockReading> clocks) {
        this(streams, left, problems, clocks, Map.of());
    }
}
