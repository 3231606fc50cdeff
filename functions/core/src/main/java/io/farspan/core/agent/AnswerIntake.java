package io.farspan.core.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.farspan.core.message.HttpResponse;

/**
 * The reading of answers as they arrive: none keeps the others from their turn, none is read without room for it, and none
 * while its leader's is on its way. Used by the loop's thread only.
 */
final class AnswerIntake {

    /** So much of one answer is read before others get their turn: an agent may send without end. */
    private static final int MOST_AT_ONCE = 256 << 10;

    private final ByteBuffer buffer = ByteBuffer.allocateDirect(FlowControl.READ);
    private final FlowControl flow;
    private final Followers followers = new Followers();

    AnswerIntake(FlowControl flow) {
        this.flow = flow;
    }

    /** Reads what has arrived, if it may; whether the answer is complete then and there is room for it. */
    boolean read(Connection connection, Exchange exchange) throws IOException {
        HttpResponse response = exchange.response;
        for (int taken = 0; !response.complete(); ) {
            if (taken >= MOST_AT_ONCE) {
                return false; // the selector names it again, after the others
            }
            if (followers.mustWait(exchange)) {
                followers.pause(connection, exchange);
                return false;
            }
            if (!flow.admit(exchange)) {
                flow.pause(connection, exchange);
                return false;
            }
            buffer.clear();
            int count = connection.read(buffer);
            if (count == 0) {
                return false;
            }
            if (count < 0) {
                if (!response.started()) {
                    throw new IOException("the agent closed the connection without an answer");
                }
                response.end();
            } else {
                buffer.flip();
                taken += count;
                response.take(buffer);
            }
        }
        if (!flow.admitWhole(exchange)) {
            flow.pause(connection, exchange);
            return false;
        }
        return true;
    }

    /** Resumes the oldest answer that waits for room, if there is some; null otherwise. */
    @Nullable
    Exchange resumeNext() {
        return flow.resumeNext();
    }

    /** The answers that will find no room. */
    List<Exchange> stuck() {
        return flow.stuck();
    }

    /** Resumes what has waited for its leader long enough. */
    void resumeFollowers() {
        followers.resume();
    }

    /** Whether an answer waits to be read on. */
    boolean isPaused(Exchange exchange) {
        return exchange.paused || followers.contains(exchange);
    }

    /** Whether any answer waits to be read on. */
    boolean pausesAny() {
        return !flow.isEmpty() || !followers.isEmpty();
    }

    /** An answer is not read any more; how much room there was for it, which is the caller's to give up or hand over. */
    long leave(Exchange exchange) {
        followers.leave(exchange);
        return flow.leave(exchange);
    }
}
