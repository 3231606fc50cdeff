package io.farspan.telemetry.store;

import java.time.Instant;
import java.util.ArrayList;
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
        append(application, instance, values.length, points);
    }

    /** Stores a point of each of many series of an instance, which together are one batch; its value is the series' number. */
    public void add(String application, String instance, Metric metric, List<Map<String, String>> series, Instant at) {
        List<MetricPoint> points = new ArrayList<>();
        series.forEach(attributes -> points.add(new MetricPoint(metric, new TreeMap<>(attributes), points.size())));
        long nanos = TimeUnit.MILLISECONDS.toNanos(at.toEpochMilli());
        append(application, instance, 1, new MetricPoints.Builder().add(0, nanos, points));
    }

    private void append(String application, String instance, int records, MetricPoints.Builder points) {
        StreamKey stream = new StreamKey(
                application,
                InstanceId.parse(instance),
                new StreamName("metrics " + UUID.randomUUID()),
                UUID.randomUUID());
        store.append(
                new RecordBatch(stream, StreamKind.METRIC, 0, records, records, LogRows.of(List.of()), points.build()));
    }
}
