package io.farspan.telemetry.collect;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import io.farspan.protocol.stream.Frames;
import io.farspan.protocol.stream.Gap;
import io.farspan.protocol.stream.Lost;
import io.farspan.protocol.stream.MalformedStreamException;
import io.farspan.protocol.stream.StreamBatch;
import io.farspan.protocol.stream.StreamRecord;
import io.farspan.telemetry.store.LogRow;

/**
 * The rows of a batch: at its beginning one that says what is lost, if anything is, then one a record. A payload that is no
 * record is kept as it is, so that it neither is lost nor holds up what follows.
 */
final class BatchRows {

    /** The attribute that says why a payload could not be read. */
    static final String UNREADABLE = "farspan.unreadable";

    private BatchRows() {}

    /** Fails with {@link MalformedStreamException} when the block is malformed or does not have the offsets it claims. */
    static List<LogRow> of(StreamBatch batch, long nowNanos) throws MalformedStreamException {
        Frames frames = batch.frames();
        List<LogRow> rows = new ArrayList<>(frames.count() + 1);
        batch.lost().filter(lost -> lost.to() > lost.from()).ifPresent(lost -> rows.add(lost(lost, nowNanos)));
        long offset = batch.begin();
        for (Frames.Frame frame : frames) {
            StreamRecord record = read(frame, nowNanos);
            rows.add(new LogRow(offset++, record.nanos(), record));
        }
        return rows;
    }

    private static LogRow lost(Lost lost, long nowNanos) {
        long records = lost.to() - lost.from();
        return new LogRow(
                lost.from(),
                nowNanos,
                StreamRecord.missing(
                        nowNanos,
                        records + " records were lost before home had them.",
                        new Gap(
                                lost.reason(),
                                OptionalLong.of(records),
                                OptionalLong.empty(),
                                Optional.of(Long.toString(lost.from())),
                                Optional.of(Long.toString(lost.to())))));
    }

    private static StreamRecord read(Frames.Frame frame, long nowNanos) {
        try {
            return frame.record();
        } catch (MalformedStreamException e) {
            return new StreamRecord(
                    nowNanos,
                    0,
                    Optional.empty(),
                    Optional.empty(),
                    "A record could not be read and is kept as it came.",
                    Map.of(UNREADABLE, String.valueOf(e.getMessage())),
                    Optional.empty(),
                    Optional.empty(),
                    frame.payload(),
                    false,
                    Optional.empty());
        }
    }
}
