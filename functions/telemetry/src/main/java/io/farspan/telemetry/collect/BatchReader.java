package io.farspan.telemetry.collect;

import io.farspan.protocol.stream.MalformedStreamException;
import io.farspan.protocol.stream.StreamBatch;
import io.farspan.protocol.stream.StreamKind;
import io.farspan.telemetry.rules.RuleSet;
import io.farspan.telemetry.store.LogRows;
import io.farspan.telemetry.store.RecordBatch;
import io.farspan.telemetry.store.StreamKey;

/**
 * What is stored of a batch: of metrics their points by the rules, of everything else its records.
 *
 * @param window the times under which records are stored
 * @param rules what sampled attributes mean
 */
record BatchReader(TimeWindow window, RuleSet rules) {

    /** Fails with {@link MalformedStreamException} when the block is malformed or does not have the offsets it claims. */
    RecordBatch read(StreamKey stream, StreamBatch batch, long receipt, ClockOffset clock)
            throws MalformedStreamException {
        if (batch.kind() == StreamKind.METRIC) {
            BatchPoints read = BatchPoints.of(batch, receipt, window, clock, rules);
            return new RecordBatch(
                    stream, batch.kind(), batch.from(), batch.next(), batch.end(), read.gaps(), read.points());
        }
        return stored(stream, batch, BatchRows.of(batch, receipt, window, clock));
    }

    /** A gap in the place of a batch that cannot be read. */
    RecordBatch unreadable(StreamKey stream, StreamBatch batch, long receipt) {
        return stored(stream, batch, BatchRows.unreadable(batch, receipt));
    }

    private static RecordBatch stored(StreamKey stream, StreamBatch batch, LogRows rows) {
        return new RecordBatch(stream, batch.kind(), batch.from(), batch.next(), batch.end(), rows);
    }
}
