package io.farspan.protocol.stream;

import java.util.Objects;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How far a stream is durable at home.
 *
 * @param incarnation of the stream whose offset it is; another one begins when a spool was lost
 * @param from the next offset that home does not hold
 */
public record Checkpoint(@JsonProperty(required = true) UUID incarnation, @JsonProperty(required = true) long from) {

    public Checkpoint {
        Objects.requireNonNull(incarnation, "incarnation is required");
        Offsets.require("from", from);
    }
}
