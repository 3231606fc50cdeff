package io.farspan.telemetry.otlp;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.telemetry.push.PushTarget;
import io.farspan.telemetry.push.PushedMetrics;
import io.farspan.telemetry.rules.Metric;
import io.farspan.telemetry.rules.MetricType;

/**
 * Points of OTLP: gauges, and sums that are cumulative. Deltas need every one of them to mean something and histograms are not
 * stored; both are refused, so that who sends them is told.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/otel/metrics/data-model/">OpenTelemetry, metrics data model</a>
 */
final class OtlpMetrics {

    private static final int CUMULATIVE = 2;
    private static final int NO_VALUE = 1;

    private final PushTarget target;
    private final PushedMetrics metrics = new PushedMetrics();

    private OtlpMetrics(PushTarget target) {
        this.target = target;
    }

    /** The points of an {@code ExportMetricsServiceRequest}; see {@link PushedMetrics#add}. */
    static PushedMetrics read(PushTarget target, JsonNode request) {
        OtlpMetrics read = new OtlpMetrics(target);
        for (JsonNode ofResource : request.path("resourceMetrics")) {
            Source source = Source.read(ofResource.path("resource"));
            for (JsonNode ofScope : ofResource.path("scopeMetrics")) {
                ofScope.path("metrics").forEach(metric -> read.add(source, metric));
            }
        }
        return read.metrics;
    }

    private void add(Source source, JsonNode metric) {
        if (metric.has("gauge")) {
            add(source, metric, metric.get("gauge"), MetricType.GAUGE);
        } else if (metric.path("sum").path("aggregationTemporality").asInt() == CUMULATIVE) {
            boolean monotonic = metric.path("sum").path("isMonotonic").asBoolean();
            add(source, metric, metric.get("sum"), monotonic ? MetricType.COUNTER : MetricType.UPDOWNCOUNTER);
        } else {
            for (String other : List.of("sum", "histogram", "exponentialHistogram", "summary")) {
                int points = metric.path(other).path("dataPoints").size();
                if (points > 0) {
                    metrics.refuse(
                            points,
                            other.equals("sum")
                                    ? "sums are taken with cumulative temporality only; set the exporter's preference"
                                            + " to cumulative"
                                    : "of the kinds of metrics gauges and sums are taken, and no " + other);
                }
            }
        }
    }

    private void add(Source source, JsonNode metric, JsonNode points, MetricType type) {
        Metric of = new Metric(
                metric.path("name").asText(),
                metric.path("unit").asText(),
                type,
                metric.path("description").asText());
        for (JsonNode point : points.path("dataPoints")) {
            if ((point.path("flags").asInt() & NO_VALUE) == 0) {
                add(source, of, point);
            }
        }
    }

    private void add(Source source, Metric metric, JsonNode point) {
        SortedMap<String, String> attributes = new TreeMap<>();
        for (JsonNode each : point.path("attributes")) {
            attributes.put(each.path("key").asText(), OtlpValue.text(each.path("value")));
        }
        try {
            metrics.add(source.instance(target), point.path("timeUnixNano").asLong(), metric, attributes, value(point));
        } catch (IllegalArgumentException e) {
            metrics.refuse(1, String.valueOf(e.getMessage()));
        }
    }

    private static double value(JsonNode point) {
        return point.has("asInt")
                ? point.get("asInt").asLong()
                : point.path("asDouble").asDouble(Double.NaN);
    }
}
