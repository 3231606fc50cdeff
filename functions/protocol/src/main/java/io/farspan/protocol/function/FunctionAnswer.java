package io.farspan.protocol.function;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.json.RawJson;

/**
 * What a function answers to {@code POST /v1/call}.
 *
 * @param location the function's location
 * @param epoch the epoch of the token it was called with
 * @param outcomes one per asked instance
 * @param shared bodies that several responses have in common, by hash, see {@link SharedResponses}
 */
public record FunctionAnswer(
        String location,
        long epoch,
        List<Outcome> outcomes,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, RawJson> shared) {

    public FunctionAnswer {
        Objects.requireNonNull(location, "location is required");
        outcomes = List.copyOf(outcomes);
        shared = shared == null ? Map.of() : Map.copyOf(shared);
    }
}
