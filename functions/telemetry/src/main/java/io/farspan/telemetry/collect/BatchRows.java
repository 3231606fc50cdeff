package io.farspan.telemetry.collect;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;

import io.farspan.protocol.stream.Frames;
import io.farspan.protocol.stream.Gap;
import io.farspan.protocol.stream.Lost;
import io.farspan.protocol.stream.MalformedStreamException;
import io.farspan.protocol.stream.StreamBatch;
import io.farspan.protocol.stream.StreamRecord;
import io.farspan.telemetry.store.LogRow;
import io.farspan.telemetry.store.LogRows;

/**
 * The rows of a batch: at its beginning one that says what is lost, if anything is, then one a record, made when it is read,
 * because a small block can have very many. A payload that is not a record is kept as it is, so that it neither is lost nor
 * holds up what follows.
 */
final class BatchRows implements LogRows {

    /** The attribute that says why a payload could not be read. */
    static final String UNREADABLE = "farspan.unreadable";

    private final List<LogRow> first;
    private final Frames frames;
    private final long begin;
    private final long receipt;
    private final TimeWindow window;
    private final ClockOffset clock;

    private BatchRows(StreamBatch batch, Frames frames, long receipt, TimeWindow window, ClockOffset clock) {
        this.first = lost(batch, receipt);
        this.frames = frames;
        this.begin = batch.begin();
        this.receipt = receipt;
        this.window = window;
        this.clock = clock;
    }

    /** Fails with {@link MalformedStreamException} when the block is malformed or does not have the offsets it claims. */
    static BatchRows of(StreamBatch batch, long receipt, TimeWindow window, ClockOffset clock)
            throws MalformedStreamException {
        return new BatchRows(batch, batch.frames(), receipt, window, clock);
    }

    /** The rows of a batch whose block cannot be read: what is lost, and a gap in place of the block. */
    static LogRows unreadable(StreamBatch batch, long receipt) {
        List<LogRow> rows = new ArrayList<>(lost(batch, receipt));
        if (batch.next() > batch.begin()) {
            rows.add(gap(
                    batch.begin(),
                    batch.next(),
                    Gap.UNREADABLE,
                    " records came in a block that cannot be read.",
                    receipt));
        }
        return LogRows.of(rows);
    }

    /** What is lost before the batch, as a row, if anything is. */
    static List<LogRow> lost(StreamBatch batch, long receipt) {
        return batch.lost()
                .filter(lost -> lost.to() > lost.from())
                .map(lost -> List.of(lost(lost, receipt)))
                .orElse(List.of());
    }

    private static LogRow lost(Lost lost, long receipt) {
        return gap(lost.from(), lost.to(), lost.reason(), " records were lost before home had them.", receipt);
    }

    /** A row that says what is missing between two offsets. */
    static LogRow gap(long from, long to, String reason, String what, long receipt) {
        return new LogRow(
                from,
                receipt,
                StreamRecord.missing(
                        receipt,
                        to - from + what,
                        new Gap(
                                reason,
                                OptionalLong.of(to - from),
                                OptionalLong.empty(),
                                Optional.of(Long.toString(from)),
                                Optional.of(Long.toString(to)))));
    }

    @Override
    public Iterator<LogRow> iterator() {
        Iterator<LogRow> before = first.iterator();
        Iterator<Frames.Frame> all = frames.iterator();
        return new Iterator<>() {
            private long offset = begin;

            @Override
            public boolean hasNext() {
                return before.hasNext() || all.hasNext();
            }

            @Override
            public LogRow next() {
                if (before.hasNext()) {
                    return before.next();
                }
                StreamRecord record = read(all.next());
                long time = place(offset, record.steadyNanos());
                return new LogRow(offset++, time, record);
            }
        };
    }

    @Override
    public LongStream times() {
        AtomicLong offset = new AtomicLong(begin);
        return LongStream.concat(
                LongStream.of(receipt),
                StreamSupport.stream(frames.spliterator(), false)
                        .mapToLong(frame -> place(
                                offset.getAndIncrement(),
                                RecordTime.of(frame).orElseGet(() -> read(frame).steadyNanos()))));
    }

    private long place(long offset, long steadyNanos) {
        return window.place(clock.correct(offset, steadyNanos), receipt);
    }

    private StreamRecord read(Frames.Frame frame) {
        try {
            return frame.record();
        } catch (MalformedStreamException e) {
            return new StreamRecord(
                    receipt,
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
