package io.farspan.telemetry.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.stream.StreamKind;
import io.farspan.protocol.stream.StreamName;
import io.farspan.telemetry.rules.Metric;
import io.farspan.telemetry.rules.MetricPoint;

/** Metrics in a database, for tests of other packages. */
public final class TestMetrics {

    private final Connections connections;
    private final TelemetryStore store;

    /** Metrics in this database. */
    public TestMetrics(Database database) {
        connections = new Connections(database.store().schema("db/telemetry", "farspan_telemetry_schema"));
        store = new PostgresTelemetryStore(connections, new Partitions(connections, 14, Partitions::utcToday));
    }

    /** How they are read. */
    public MetricStore reader() {
        return new MetricReader(connections);
    }

    /** Stores points of an instance's series, the first at {@code from} and then each {@code seconds}. */
    public void add(
            String application,
            String instance,
            Metric metric,
            Map<String, String> attributes,
            Instant from,
            int seconds,
            double... values) {
        MetricPoints.Builder points = new MetricPoints.Builder();
        for (int index = 0; index < values.length; index++) {
            points.add(
                    index,
                    TimeUnit.MILLISECONDS.toNanos(
                            from.plusSeconds((long) index * seconds).toEpochMilli()),
                    List.of(new MetricPoint(metric, new TreeMap<>(attributes), values[index])));
        }
        StreamKey stream = new StreamKey(
                application,
                InstanceId.parse(instance),
                new StreamName("metrics " + UUID.randomUUID()),
                UUID.randomUUID());
        store.append(new RecordBatch(
                stream, StreamKind.METRIC, 0, values.length, values.length, LogRows.of(List.of()), points.build()));
    }
}
