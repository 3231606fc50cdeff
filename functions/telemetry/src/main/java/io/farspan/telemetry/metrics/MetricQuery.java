package io.farspan.telemetry.metrics;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.farspan.telemetry.matching.LabelMatcher;

/**
 * What is asked for among an application's metrics.
 *
 * @param application the application's name
 * @param from the first step
 * @param grid the steps
 * @param name which metrics, by their names
 * @param labels which of their attributes
 * @param location only this location's
 * @param instance only this instance's, by its name in its location
 * @param aggregate how the values of several instances become one
 * @param rate only counters, and how much they grow in a second
 */
record MetricQuery(
        String application,
        Instant from,
        Grid grid,
        LabelMatcher name,
        List<LabelMatcher> labels,
        Optional<String> location,
        Optional<String> instance,
        Aggregate aggregate,
        boolean rate) {

    MetricQuery {
        labels = List.copyOf(labels);
    }
}
