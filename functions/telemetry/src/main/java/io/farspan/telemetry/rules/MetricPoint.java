package io.farspan.telemetry.rules;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A metric's value for one set of attributes.
 *
 * @param metric the metric
 * @param attributes the attributes by name, without those of the instance
 * @param value a finite number
 */
public record MetricPoint(Metric metric, SortedMap<String, String> attributes, double value) {

    public MetricPoint {
        attributes = Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
    }
}
