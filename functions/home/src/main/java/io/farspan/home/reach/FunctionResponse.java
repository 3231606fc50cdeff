package io.farspan.home.reach;

import java.util.Optional;

import io.vertx.core.buffer.Buffer;

/**
 * What came back over HTTP for one request of the function protocol.
 *
 * @param status the status
 * @param gzip whether the body is coded
 * @param relayed whether another function relayed it
 * @param refusal the platform's refusal, unless a function wrote the response
 * @param timeMillis the clock of the function that home called; empty when its platform answered instead
 * @param body the body, as it came
 */
record FunctionResponse(
        int status, boolean gzip, boolean relayed, Optional<Refusal> refusal, Optional<Long> timeMillis, Buffer body) {

    /** Whether the function that home called has run, which sends its clock with every answer. */
    boolean ran() {
        return timeMillis.isPresent();
    }
}
