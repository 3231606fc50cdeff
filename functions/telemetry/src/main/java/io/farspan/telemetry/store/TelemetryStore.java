package io.farspan.telemetry.store;

import java.util.List;

/**
 * Keeps the records of streams, and how far each stream is kept. Every method blocks. Thread-safe, also among several
 * routers.
 *
 * <p>Fails with {@link io.farspan.protocol.problem.FarspanException} {@code STORE_UNREACHABLE}; whether a batch was then
 * stored is not known, and its stream's checkpoint says so.
 */
public interface TelemetryStore {

    /** The streams of an application, each incarnation of its own, ordered by instance and name. */
    List<StreamState> streams(String application);

    /**
     * Stores a batch and advances its stream's checkpoint, both or neither. When it returns {@link AppendResult.Appended},
     * both are durable. A batch that follows another checkpoint than the stream's changes nothing.
     *
     * <p>The first batch of an incarnation begins at 0. When another incarnation was there before, it ends, and a gap is
     * recorded: what was in it after its checkpoint is not known.
     */
    AppendResult append(RecordBatch batch);

    /**
     * Log records, ordered by corrected time. A page ends early when it has grown to several megabytes.
     *
     * @throws io.farspan.protocol.problem.FarspanException also {@code MALFORMED_REQUEST} for an invalid regular expression,
     *     {@code TOO_MUCH} for a search that takes too long
     */
    LogPage logs(LogQuery query);
}
