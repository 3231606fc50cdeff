package io.farspan.protocol.stream;

import java.util.Objects;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What the first message of a stream in a publication says of it. A publication begins where its stream was last released,
 * and that is only done when a broker has acknowledged all that is before: so everything before its first message is in the
 * topic already, or was.
 *
 * @param end the offset after the last record that could be read at the agent
 * @param since the first offset of the process' present run, see {@link StreamBatch#since}
 * @param began when the function began to read, by its clock in nanoseconds since 1970
 * @param clock what the clock of the instance's process said then
 */
public record Publication(
        @JsonProperty(required = true) long end,
        @JsonProperty(required = true) long since,
        @JsonProperty(required = true) long began,
        Optional<ClockReading> clock) {

    public Publication {
        Offsets.require("end", end);
        Offsets.require("since", since);
        clock = Objects.requireNonNullElse(clock, Optional.empty());
    }
}
