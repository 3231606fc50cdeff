package io.farspan.home.reach;

import java.util.Optional;

import io.vertx.core.buffer.Buffer;

import io.farspan.home.work.LargeWork;

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
record ReceivedResponse(
        int status,
        boolean gzip,
        boolean relayed,
        Optional<PlatformRefusal> refusal,
        Optional<Long> timeMillis,
        Buffer body) {

    /** A coded body of no more than this is an ordinary light answer, which is read where it arrives. */
    private static final int LIGHT = 4 << 10;

    /** The size to take for the work of reading it: of a coded body only how small it is says anything. */
    long work() {
        int length = body.length();
        return gzip && length > LIGHT ? Math.max(length, LargeWork.SMALL + 1) : length;
    }

    /** Whether the function that home called has run, which sends its clock with every answer. */
    boolean ran() {
        return timeMillis.isPresent();
    }
}
