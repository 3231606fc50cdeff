package io.farspan.telemetry.logs;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.stream.StreamKind;
import io.farspan.telemetry.store.StreamState;

/**
 * How far an application's streams are stored.
 *
 * @param application the application's name
 * @param streams each incarnation of each stream, ordered by instance and name
 */
public record StreamReport(String application, List<OfStream> streams) {

    public StreamReport {
        streams = List.copyOf(streams);
    }

    /**
     * One incarnation of a stream.
     *
     * @param instance whose stream it is
     * @param name the stream's name
     * @param kind what its records are
     * @param incarnation which the offsets are of
     * @param next the checkpoint: the next offset that is not stored
     * @param end how far the agent could be read when it last had news
     * @param backlog how many records were then waiting there
     * @param ended whether another incarnation has followed
     * @param collected when it last had news
     */
    public record OfStream(
            InstanceId instance,
            String name,
            StreamKind kind,
            UUID incarnation,
            long next,
            long end,
            long backlog,
            boolean ended,
            Instant collected) {

        static OfStream of(StreamState state) {
            return new OfStream(
                    state.stream().instance(),
                    state.stream().name().value(),
                    state.kind(),
                    state.stream().incarnation(),
                    state.next(),
                    state.end(),
                    state.backlog(),
                    state.ended(),
                    state.collected());
        }
    }
}
