package io.farspan.telemetry.collect;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.protocol.stream.Frames;
import io.farspan.protocol.stream.Gap;
import io.farspan.protocol.stream.MalformedStreamException;
import io.farspan.protocol.stream.StreamBatch;
import io.farspan.telemetry.rules.MBeanValues;
import io.farspan.telemetry.rules.RuleSet;
import io.farspan.telemetry.store.LogRow;
import io.farspan.telemetry.store.LogRows;
import io.farspan.telemetry.store.MetricPoints;

/**
 * The points of a batch of metrics, and the gaps: what is lost before it, what its agent says, and one for each run of records
 * that are no samples. Records that follow each other and have the same time are one sample, up to a size: the agent parts a
 * sample that is too large for one. Not thread-safe.
 */
final class BatchPoints {

    /** The bytes of records that are put together: their tree takes some twenty times as much. */
    private static final int LARGEST_SAMPLE = 1 << 20;

    private final long receipt;
    private final TimeWindow window;
    private final ClockOffset clock;
    private final RuleSet rules;
    private final MetricPoints.Builder points = new MetricPoints.Builder();
    private final List<LogRow> gaps;
    private MBeanValues values = new MBeanValues();
    private int size;
    private long time;
    private long sampleOffset;
    private long unreadable;

    private BatchPoints(StreamBatch batch, long receipt, TimeWindow window, ClockOffset clock, RuleSet rules) {
        this.receipt = receipt;
        this.window = window;
        this.clock = clock;
        this.rules = rules;
        this.gaps = new ArrayList<>(BatchRows.lost(batch, receipt));
    }

    /** Fails with {@link MalformedStreamException} when the block is malformed or does not have the offsets it claims. */
    static BatchPoints of(StreamBatch batch, long receipt, TimeWindow window, ClockOffset clock, RuleSet rules)
            throws MalformedStreamException {
        BatchPoints read = new BatchPoints(batch, receipt, window, clock, rules);
        long offset = batch.begin();
        for (Frames.Frame frame : batch.frames()) {
            read.take(offset++, frame);
        }
        read.endSample();
        read.endUnreadable(offset);
        return read;
    }

    private void take(long offset, Frames.Frame frame) {
        Optional<Sample> sample = Sample.read(frame);
        if (sample.isEmpty()) {
            unreadable++;
            return;
        }
        endUnreadable(offset);
        long nanos = sample.get().record().steadyNanos();
        if (sample.get().record().gap().isPresent()) {
            gaps.add(new LogRow(offset, place(offset, nanos), sample.get().record()));
            return;
        }
        int bytes = frame.to() - frame.from();
        if (nanos != time || size + bytes > LARGEST_SAMPLE) {
            endSample();
            time = nanos;
            sampleOffset = offset;
        }
        size += bytes;
        for (JsonNode bean : sample.get().attributes()) {
            if (bean.path("n").isTextual()) {
                values.add(bean.get("n").textValue(), bean.path("v"));
            }
        }
    }

    private void endSample() {
        if (size > 0) {
            points.add(sampleOffset, place(sampleOffset, time), rules.apply(values));
            values = new MBeanValues();
            size = 0;
        }
    }

    private void endUnreadable(long offset) {
        if (unreadable > 0) {
            gaps.add(BatchRows.gap(
                    offset - unreadable,
                    offset,
                    Gap.UNREADABLE,
                    " records of metrics cannot be read as samples.",
                    receipt));
            unreadable = 0;
        }
    }

    private long place(long offset, long steadyNanos) {
        return window.place(clock.correct(offset, steadyNanos), receipt);
    }

    /** What is missing, in the order of the offsets. */
    LogRows gaps() {
        return LogRows.of(gaps);
    }

    /** The points by the rules. */
    MetricPoints points() {
        return points.build();
    }
}
