package io.farspan.telemetry.store;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.stream.StreamKind;
import io.farspan.protocol.stream.StreamName;
import io.farspan.protocol.stream.StreamRecord;

/** Streams of instances that are appended to. Not thread-safe. */
public final class Appending {

    private final TelemetryStore store;
    private final Map<String, StreamKey> streams = new HashMap<>();
    private final Map<String, Long> next = new HashMap<>();

    /** Appends to this store. */
    public Appending(TelemetryStore store) {
        this.store = store;
    }

    /** Appends a batch of an instance of {@code shop} with these messages, one a millisecond from a time on. */
    public void append(String instance, Instant time, String... messages) {
        long nanos = TimeUnit.MILLISECONDS.toNanos(time.toEpochMilli());
        append(
                instance,
                IntStream.range(0, messages.length)
                        .mapToObj(index -> StreamRecord.of(nanos + index * 1_000_000L, 9, messages[index]))
                        .toList());
    }

    /** Appends a batch of an instance of {@code shop}. */
    public void append(String instance, List<StreamRecord> records) {
        StreamKey stream = streams.computeIfAbsent(
                instance, id -> new StreamKey("shop", InstanceId.parse(id), new StreamName("jul"), UUID.randomUUID()));
        long from = next.getOrDefault(instance, 0L);
        List<LogRow> rows = IntStream.range(0, records.size())
                .mapToObj(index -> new LogRow(from + index, records.get(index).nanos(), records.get(index)))
                .toList();
        long to = from + rows.size();
        store.append(new RecordBatch(stream, StreamKind.LOG, from, to, to, rows));
        next.put(instance, to);
    }
}
