package io.farspan.telemetry.metrics;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.annotation.JsonSerialize;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.json.RawJson;

/**
 * Metrics at equal steps.
 *
 * @param application the application's name
 * @param from the time of the first value
 * @param step the seconds between two values
 * @param aggregate how the values of several instances became one
 * @param rate whether the values are what counters grew by in a second
 * @param series ordered by metric, attributes and instance
 */
public record MetricReport(
        String application, Instant from, double step, String aggregate, boolean rate, List<OfSeries> series) {

    public MetricReport {
        series = List.copyOf(series);
    }

    /**
     * One series.
     *
     * @param name the metric's name
     * @param unit its unit, a second after it when it is a rate
     * @param type counter, updowncounter or gauge
     * @param attributes the attributes by name
     * @param instance whose values they are, unless they are those of several
     * @param instances of how many they are
     * @param values one a step; null where there is none
     */
    public record OfSeries(
            String name,
            String unit,
            String type,
            RawJson attributes,
            Optional<InstanceId> instance,
            int instances,
            @JsonSerialize(using = StepNumbers.class) double[] values) {}
}
