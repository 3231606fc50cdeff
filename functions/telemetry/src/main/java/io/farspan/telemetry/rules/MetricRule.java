package io.farspan.telemetry.rules;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * How one attribute of some MBeans becomes points of a metric.
 *
 * @param beans the MBeans, by name or pattern
 * @param path the attribute that has the value
 * @param metric the metric
 * @param divisor what a value is divided by, so that it is in the metric's unit
 * @param dropNegative whether a negative value means that there is none
 * @param attributes where the metric's attributes come from
 * @param states for a metric of states, which has a point of 0 or 1 for each
 */
record MetricRule(
        List<ObjectName> beans,
        AttributePath path,
        Metric metric,
        double divisor,
        boolean dropNegative,
        Map<String, AttributeSource> attributes,
        Optional<StateMapping> states) {

    MetricRule {
        beans = List.copyOf(beans);
        attributes = Map.copyOf(attributes);
    }

    /** The MBean attributes that it needs. */
    SortedSet<String> needs() {
        SortedSet<String> needs = new TreeSet<>(List.of(path.attribute()));
        attributes.values().forEach(source -> source.path().ifPresent(place -> needs.add(place.attribute())));
        return needs;
    }

    /** Gives the points of one MBean. */
    void apply(ObjectName name, JsonNode values, Consumer<MetricPoint> points) {
        JsonNode value = path.in(values);
        if (states.isPresent()) {
            states(states.get(), value, name, values, points);
            return;
        }
        if (!value.isNumber()) {
            return;
        }
        double number = value.doubleValue() / divisor;
        if (Double.isFinite(number) && (number >= 0 || !dropNegative)) {
            points.accept(new MetricPoint(metric, attributes(name, values), number));
        }
    }

    private void states(
            StateMapping mapping, JsonNode value, ObjectName name, JsonNode values, Consumer<MetricPoint> points) {
        if (MBeanValues.isUnreadable(value)) {
            return;
        }
        String current = MBeanValues.text(value).map(mapping::state).orElse(mapping.other());
        for (String state : mapping.states()) {
            SortedMap<String, String> all = attributes(name, values);
            all.put(mapping.attribute(), state);
            points.accept(new MetricPoint(metric, all, state.equals(current) ? 1 : 0));
        }
    }

    private SortedMap<String, String> attributes(ObjectName name, JsonNode values) {
        SortedMap<String, String> all = new TreeMap<>();
        attributes.forEach(
                (attribute, source) -> source.of(name, values).ifPresent(value -> all.put(attribute, value)));
        return all;
    }
}
