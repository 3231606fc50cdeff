package io.farspan.telemetry.push;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import jakarta.inject.Singleton;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.stream.StreamKind;
import io.farspan.protocol.stream.StreamName;
import io.farspan.protocol.stream.StreamRecord;
import io.farspan.telemetry.collect.TimeWindow;
import io.farspan.telemetry.store.AppendResult;
import io.farspan.telemetry.store.LogRow;
import io.farspan.telemetry.store.LogRows;
import io.farspan.telemetry.store.MetricPoints;
import io.farspan.telemetry.store.RecordBatch;
import io.farspan.telemetry.store.StreamKey;
import io.farspan.telemetry.store.TelemetryConfig;
import io.farspan.telemetry.store.TelemetryStore;

/**
 * The streams of what is pushed. The order of storing gives the offsets, also when several routers store into one stream at the
 * same time: who comes second learns where the first has ended and goes on from there. Every method blocks. Thread-safe.
 */
@Singleton
public class PushedStreams {

    /** More than routers that can be at the same place at the same time, again and again. */
    private static final int ATTEMPTS = 50;

    private static final int MOST_KNOWN = 10_000;

    private final TelemetryStore store;
    private final TimeWindow window;
    private final Map<StreamKey, Long> checkpoints = new ConcurrentHashMap<>();

    PushedStreams(TelemetryStore store, TelemetryConfig config) {
        this.store = store;
        this.window = new TimeWindow(config.retention());
    }

    /** The rows of a batch by where it begins. */
    private interface Batch {
        RecordBatch from(StreamKey stream, long offset);
    }

    /**
     * Stores log records; when it returns they are durable, or refused because they cannot be stored however often it is
     * tried: what is wrong with one instance costs the others nothing.
     *
     * @param name the name of their streams, one of each instance
     * @throws FarspanException {@code STORE_UNREACHABLE} when not all of them may have been stored
     */
    public void append(PushTarget target, StreamName name, PushedLogs logs) {
        long receipt = now();
        logs.records()
                .forEach((instance, records) -> append(
                        StreamKey.pushed(target.application(), instance, name),
                        (stream, from) -> new RecordBatch(
                                stream,
                                StreamKind.LOG,
                                from,
                                from + records.size(),
                                from + records.size(),
                                LogRows.of(rows(records, from, receipt))),
                        reason -> logs.refuse(instance, reason)));
    }

    /** Stores points of metrics; all of one instance are one record of its stream. Fails like the other. */
    public void append(PushTarget target, StreamName name, PushedMetrics metrics) {
        long receipt = now();
        metrics.points()
                .forEach((instance, points) -> append(
                        StreamKey.pushed(target.application(), instance, name),
                        (stream, from) -> new RecordBatch(
                                stream,
                                StreamKind.METRIC,
                                from,
                                from + 1,
                                from + 1,
                                LogRows.of(List.of()),
                                points(points, from, receipt)),
                        reason -> metrics.refuse(points.size(), reason)));
    }

    private MetricPoints points(List<PushedMetrics.Timed> points, long from, long receipt) {
        MetricPoints.Builder builder = new MetricPoints.Builder();
        points.forEach(each -> builder.add(from, place(each.nanos(), receipt), List.of(each.point())));
        return builder.build();
    }

    private List<LogRow> rows(List<StreamRecord> records, long from, long receipt) {
        List<LogRow> rows = new ArrayList<>(records.size());
        for (StreamRecord record : records) {
            rows.add(new LogRow(from + rows.size(), place(record.nanos(), receipt), record));
        }
        return rows;
    }

    /** The time under which something is stored that was at {@code nanos} by the clock of who sent it. */
    private long place(long nanos, long receipt) {
        return window.place(nanos, receipt);
    }

    private void append(StreamKey stream, Batch batch, Consumer<String> refuse) {
        try {
            append(stream, batch);
        } catch (FarspanException e) {
            if (e.code() != ProblemCode.FUNCTION_ANSWER_INVALID) {
                throw e;
            }
            refuse.accept(e.problem().detail());
        }
    }

    private void append(StreamKey stream, Batch batch) {
        long from = checkpoints.getOrDefault(stream, 0L);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            AppendResult result = store.append(batch.from(stream, from));
            from = result.<Long>fold(next -> next, current -> current);
            if (result instanceof AppendResult.Appended) {
                if (checkpoints.size() >= MOST_KNOWN) {
                    checkpoints.clear();
                }
                checkpoints.put(stream, from);
                return;
            }
        }
        throw new FarspanException(
                ProblemCode.STORE_UNREACHABLE,
                "Other routers store into the " + stream + " without a pause. Send the same again later.");
    }

    private static long now() {
        return TimeUnit.MILLISECONDS.toNanos(Instant.now().toEpochMilli());
    }
}
