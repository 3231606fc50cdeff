package io.farspan.telemetry.store;

import java.time.Instant;

import io.farspan.protocol.stream.StreamKind;

/**
 * How far a stream is stored.
 *
 * @param stream the stream
 * @param kind what its records are
 * @param next its checkpoint: the next offset that is not stored
 * @param end how far the agent could be read when it last was
 * @param ended whether another incarnation has followed
 * @param collected when it was last read
 */
public record StreamState(StreamKey stream, StreamKind kind, long next, long end, boolean ended, Instant collected) {

    /** How many records were waiting at the agent when it was last read. */
    public long backlog() {
        return Math.max(0, end - next);
    }
}
