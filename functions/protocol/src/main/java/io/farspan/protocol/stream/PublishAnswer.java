package io.farspan.protocol.stream;

import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.Problem;

/**
 * What the plugin {@code publish} answers for a location.
 *
 * @param records how many messages the brokers have acknowledged
 * @param left whether more could have been read, or something that was read was not acknowledged in time
 * @param problems the instances whose records were not all read and acknowledged, and why
 * @param ends if asked for, of each instance that listed its streams the offsets after their last records
 * @param withoutAgent the instances that answered and have no agent of ours, such as a stock Jolokia agent
 */
public record PublishAnswer(
        @JsonProperty(required = true) long records,
        @JsonProperty(required = true) boolean left,
        @JsonProperty(required = true) Map<InstanceId, Problem> problems,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<InstanceId, Map<StreamName, Checkpoint>> ends,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Set<InstanceId> withoutAgent) {

    public PublishAnswer {
        problems = Map.copyOf(problems);
        ends = ends == null ? Map.of() : Map.copyOf(ends);
        withoutAgent = withoutAgent == null ? Set.of() : Set.copyOf(withoutAgent);
    }
}
