package io.farspan.telemetry.export;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.farspan.protocol.call.InstanceId;
import io.farspan.telemetry.rules.Metric;
import io.farspan.telemetry.rules.MetricType;
import io.farspan.telemetry.store.StoredPoint;
import io.farspan.telemetry.wire.ProtoWriter;

/**
 * Points of metrics as an {@code ExportMetricsServiceRequest}. When a sum began is not known here, and not said: a receiver sees
 * by its fall that it began again.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otel/metrics/data-model/">OpenTelemetry, metrics data model</a>
 */
final class MetricMessage {

    private static final int GAUGE = 5;
    private static final int SUM = 7;
    private static final int CUMULATIVE = 2;

    private MetricMessage() {}

    static byte[] of(String application, List<StoredPoint> points) {
        Map<InstanceId, Map<Metric, ProtoWriter>> metrics = new LinkedHashMap<>();
        for (StoredPoint point : points) {
            metrics.computeIfAbsent(point.series().instance(), id -> new LinkedHashMap<>())
                    .computeIfAbsent(point.series().metric(), metric -> new ProtoWriter())
                    .message(1, point(point));
        }
        ProtoWriter request = new ProtoWriter();
        metrics.forEach((instance, ofInstance) -> {
            ProtoWriter scope = new ProtoWriter();
            ofInstance.forEach((metric, data) -> scope.message(2, metric(metric, data)));
            ProtoWriter resource = new ProtoWriter();
            resource.message(1, Resource.of(application, instance));
            resource.message(2, scope);
            request.message(1, resource);
        });
        return request.toBytes();
    }

    private static ProtoWriter point(StoredPoint point) {
        ProtoWriter out = new ProtoWriter();
        Attributes attributes = new Attributes(out, 7);
        point.series().attributes().forEach(attributes::text);
        out.fixed(3, TimeUnit.MICROSECONDS.toNanos(Math.max(0, point.micros())));
        out.real(4, point.value());
        return out;
    }

    private static ProtoWriter metric(Metric metric, ProtoWriter data) {
        ProtoWriter out = new ProtoWriter();
        out.text(1, metric.name());
        out.text(2, metric.description());
        out.text(3, metric.unit());
        if (metric.type() == MetricType.GAUGE) {
            out.message(GAUGE, data);
        } else {
            data.number(2, CUMULATIVE);
            data.number(3, metric.type().isMonotonic() ? 1 : 0);
            out.message(SUM, data);
        }
        return out;
    }
}
