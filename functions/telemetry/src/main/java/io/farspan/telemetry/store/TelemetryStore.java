package io.farspan.telemetry.store;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.farspan.protocol.call.InstanceId;

/**
 * Keeps the records of streams, and how far each stream is kept. Every method blocks. Thread-safe, also among several
 * routers.
 *
 * <p>Fails with {@link io.farspan.protocol.problem.FarspanException} {@code STORE_UNREACHABLE}; whether a batch was then
 * stored is not known, and its stream's checkpoint says so.
 */
public interface TelemetryStore {

    /** The streams of an application, each incarnation of its own, ordered by instance and name. */
    default List<StreamState> streams(String application) {
        return streams(application, Optional.empty(), Integer.MAX_VALUE);
    }

    /**
     * Some of them.
     *
     * @param location only those that are collected from this location, and only incarnations that have not ended
     * @param limit the most streams
     */
    List<StreamState> streams(String application, Optional<String> location, int limit);

    /** The streams that are collected from one instance, only incarnations that have not ended. */
    List<StreamState> streams(String application, InstanceId instance);

    /** What waits at the agents of an application, the most first; at most {@code limit} rows. */
    List<Backlog> backlogs(String application, int limit);

    /**
     * Says that these instances are still there, so that their streams are remembered even when they have nothing to say
     * for longer than the retention.
     */
    void seen(String application, String location, Set<InstanceId> instances);

    /**
     * Stores a batch and advances its stream's checkpoint, both or neither. When it returns {@link AppendResult.Appended},
     * both are durable. A batch that follows another checkpoint than the stream's changes nothing.
     *
     * <p>The first batch of an incarnation begins at 0. When another incarnation was there before, it ends, and a gap is
     * recorded: what was in it after its checkpoint is not known. A first batch without records leaves no trace.
     *
     * @throws io.farspan.protocol.problem.FarspanException also {@code FUNCTION_ANSWER_INVALID} for a batch that cannot be
     *     stored however often it is tried: because of its rows, because the instance has as many streams as it may,
     *     or because telemetry is pushed for as many instances of the location as may be
     */
    AppendResult append(RecordBatch batch);

    /**
     * Log records, ordered by time. A page ends early when it has grown to several megabytes.
     *
     * @throws io.farspan.protocol.problem.FarspanException also {@code MALFORMED_REQUEST} for an invalid regular expression,
     *     {@code TOO_MUCH} for a search that takes too long
     */
    LogPage logs(LogQuery query);
}
