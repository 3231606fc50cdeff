package io.farspan.protocol.stream;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Records that the agent no longer holds and that home has never had.
 *
 * @param from the first lost offset
 * @param to the offset after the last lost one
 * @param reason why, see {@link Gap}
 */
public record Lost(
        @JsonProperty(required = true) long from,
        @JsonProperty(required = true) long to,
        @JsonProperty(required = true) String reason) {

    public Lost {
        Offsets.require("lost.from", from);
        Offsets.requireOrder("lost.from", from, "lost.to", to);
        Gap.requireReason(reason);
    }
}
