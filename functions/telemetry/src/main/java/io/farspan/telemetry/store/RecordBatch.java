package io.farspan.telemetry.store;

import java.util.List;

import io.farspan.protocol.stream.StreamKind;

/**
 * Records of one stream that follow its checkpoint.
 *
 * @param stream the stream
 * @param kind what its records are
 * @param from the checkpoint that they follow
 * @param next the checkpoint after them
 * @param end how far the agent can be read
 * @param rows the records, in the order of their offsets, each at least {@code from} and less than {@code next}, which is
 *     checked while they are stored; of metrics only the gaps
 * @param points the points of metrics
 */
public record RecordBatch(
        StreamKey stream, StreamKind kind, long from, long next, long end, LogRows rows, MetricPoints points) {

    public RecordBatch {
        if (from < 0 || next < from || end < next) {
            throw new IllegalArgumentException(
                    "A batch goes from 0 or more on, and not back: " + from + ", " + next + ", " + end);
        }
    }

    /** A batch without points. */
    public RecordBatch(StreamKey stream, StreamKind kind, long from, long next, long end, LogRows rows) {
        this(stream, kind, from, next, end, rows, MetricPoints.NONE);
    }

    /** A batch whose rows are in memory. */
    public RecordBatch(StreamKey stream, StreamKind kind, long from, long next, long end, List<LogRow> rows) {
        this(stream, kind, from, next, end, LogRows.of(rows));
    }
}
