package io.farspan.telemetry.export;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

import io.farspan.telemetry.rules.Metric;
import io.farspan.telemetry.store.StoredPoint;
import io.farspan.telemetry.store.StoredSeries;

/**
 * About how many bytes each point adds to a {@link MetricMessage}. Every point repeats the attributes of its series, and the first of
 * some of one series may bring the metric and the instance with it. Not thread-safe.
 */
final class PointSize {

    private static final int OF_POINT = 32;
    private static final int OF_ATTRIBUTE = 12;
    private static final int OF_METRIC = 64;
    private static final int OF_RESOURCE = 512;

    private Optional<StoredSeries> series = Optional.empty();
    private long ofSeries;

    /** The bytes of the next point of a message. */
    long next(StoredPoint point) {
        if (series.isPresent() && series.get().id() == point.series().id()) {
            return ofSeries;
        }
        series = Optional.of(point.series());
        ofSeries = OF_POINT;
        point.series().attributes().forEach((name, value) -> ofSeries += OF_ATTRIBUTE + bytes(name) + bytes(value));
        Metric metric = point.series().metric();
        return ofSeries
                + OF_METRIC
                + bytes(metric.name())
                + bytes(metric.unit())
                + bytes(metric.description())
                + OF_RESOURCE;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
