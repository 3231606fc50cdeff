package io.farspan.protocol.stream;

import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What the steady clock of an instance's process said while a call was under way. Home, which knows when it sent the call and
 * when it had the answer, knows from it between which bounds that clock is off.
 *
 * @param run names the clock: another run of the process has another one
 * @param now what it said, in nanoseconds since 1970
 * @param asked how many nanoseconds after the call came it was asked
 * @param answered how many nanoseconds after the call came it had answered
 * @param took how many nanoseconds the call took in all
 */
public record ClockReading(
        @JsonProperty(required = true) String run,
        @JsonProperty(required = true) long now,
        @JsonProperty(required = true) long asked,
        @JsonProperty(required = true) long answered,
        @JsonProperty(required = true) long took) {

    /** The longest name of a run. */
    public static final int LONGEST_RUN = 64;

    public ClockReading {
        Objects.requireNonNull(run, "run is required");
        if (run.length() > LONGEST_RUN || now < 0 || asked < 0 || answered < asked || took < answered) {
            throw new IllegalArgumentException("a clock's reading is impossible: now " + now + ", asked " + asked
                    + ", answered " + answered + ", took " + took);
        }
    }
}
