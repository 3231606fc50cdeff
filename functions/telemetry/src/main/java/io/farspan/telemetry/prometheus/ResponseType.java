package io.farspan.telemetry.prometheus;

import java.util.List;
import java.util.Optional;

/** The forms of an answer, with their numbers in the protocol. */
enum ResponseType {
    /** All samples in one message. */
    SAMPLES,
    /** Messages of chunks of samples. */
    STREAMED_XOR_CHUNKS;

    /** The first of the client's that is known here; samples for an old client, which names none. */
    static Optional<ResponseType> of(List<Long> accepted) {
        return accepted.isEmpty()
                ? Optional.of(SAMPLES)
                : accepted.stream()
                        .filter(number -> number >= 0 && number < values().length)
                        .findFirst()
                        .map(number -> values()[number.intValue()]);
    }
}
