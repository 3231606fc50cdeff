package io.farspan.telemetry.collect;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.stream.ClockReading;
import io.farspan.protocol.stream.MalformedStreamException;
import io.farspan.protocol.stream.StreamBatch;
import io.farspan.protocol.stream.StreamKind;
import io.farspan.telemetry.rules.RuleSet;
import io.farspan.telemetry.store.AppendResult;
import io.farspan.telemetry.store.LogRows;
import io.farspan.telemetry.store.RecordBatch;
import io.farspan.telemetry.store.StreamKey;
import io.farspan.telemetry.store.TelemetryConfig;
import io.farspan.telemetry.store.TelemetryStore;

/**
 * Stores a location's batches that came by another way than a call of home's, under the same times and by the same rules.
 * Not thread-safe.
 */
public final class LocationBatches {

    private final TelemetryStore store;
    private final BatchReader reader;
    private final LocationClocks clocks = new LocationClocks();

    /** Those of a location, of which nothing is known yet. */
    public LocationBatches(TelemetryStore store, TelemetryConfig config, RuleSet rules) {
        this.store = store;
        this.reader = new BatchReader(new TimeWindow(config.retention()), rules);
    }

    /**
     * Takes what a function read of an instance's clock.
     *
     * @param began when it began to read, by its own clock in nanoseconds since 1970, which stands for home's
     */
    public void clock(InstanceId instance, ClockReading reading, long began) {
        clocks.add(Map.of(instance, reading), Set.of(instance), began, began + reading.took());
    }

    /** How far a stream is stored. Fails like the store. */
    public long checkpoint(StreamKey stream, StreamKind kind) {
        return store.append(new RecordBatch(stream, kind, 0, 0, 0, LogRows.of(List.of())))
                .<Long>fold(next -> next, current -> current);
    }

    /**
     * Stores a batch; what of it cannot be stored however often it is tried, as a gap. Fails like the store, with
     * {@code FUNCTION_ANSWER_INVALID} when the stream itself is refused.
     */
    public AppendResult append(StreamKey stream, StreamBatch batch) {
        long receipt = TimeUnit.MILLISECONDS.toNanos(Instant.now().toEpochMilli());
        RecordBatch read;
        try {
            read = reader.read(stream, batch, receipt, clocks.offset(batch.instance(), batch.since()));
        } catch (MalformedStreamException | IllegalArgumentException e) {
            return store.append(reader.unreadable(stream, batch, receipt));
        }
        try {
            return store.append(read);
        } catch (FarspanException e) {
            if (e.code() != ProblemCode.FUNCTION_ANSWER_INVALID) {
                throw e;
            }
            return store.append(reader.unreadable(stream, batch, receipt));
        }
    }
}
