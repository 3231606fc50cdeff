package io.farspan.telemetry.rules;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.protocol.call.JolokiaRequest;

/** Rules compiled together: what to ask of an instance, and what its values are. Immutable. */
public final class RuleSet {

    private static final Comparator<MetricPoint> BY_SERIES = Comparator.comparing(
                    (MetricPoint point) -> point.metric().name())
            .thenComparing(point -> point.attributes().toString());

    private final List<JolokiaRequest> requests;
    private final List<Metric> metrics;
    private final Map<ObjectName, List<MetricRule>> exact = new HashMap<>();
    private final Map<ObjectName, List<MetricRule>> patterns = new LinkedHashMap<>();

    /** One of a metric's series. */
    private record Series(String metric, SortedMap<String, String> attributes) {}

    private RuleSet(List<MetricRule> rules) {
        this.requests = RequestPlan.of(rules);
        this.metrics = metrics(rules);
        for (MetricRule rule : rules) {
            for (ObjectName bean : rule.beans()) {
                (bean.isPattern() ? patterns : exact)
                        .computeIfAbsent(bean, name -> new ArrayList<>())
                        .add(rule);
            }
        }
    }

    /**
     * Compiles rules.
     *
     * @throws IllegalArgumentException when two give one metric another type or unit, or they are too many for one call
     */
    static RuleSet of(List<MetricRule> rules) {
        return new RuleSet(rules);
    }

    private static List<Metric> metrics(List<MetricRule> rules) {
        SortedMap<String, Metric> byName = new TreeMap<>();
        for (MetricRule rule : rules) {
            Metric metric = rule.metric();
            Metric before = byName.putIfAbsent(metric.name(), metric);
            if (before != null
                    && (before.type() != metric.type() || !before.unit().equals(metric.unit()))) {
                throw new IllegalArgumentException("The metric " + metric.name() + " is a "
                        + before.type().word() + " in '" + before.unit() + "' by one rule and a "
                        + metric.type().word() + " in '" + metric.unit()
                        + "' by another; give them the same type and unit, or two names");
            }
        }
        return List.copyOf(byName.values());
    }

    /** One bulk of {@code read} requests that brings all values; the same at every call. */
    public List<JolokiaRequest> requests() {
        return requests;
    }

    /** The metrics that the rules define, by name. */
    public List<Metric> metrics() {
        return metrics;
    }

    /**
     * The points of one instance's values, ordered by metric and attributes. A series occurs once: of MBeans that would give
     * the same one, the first by name does.
     */
    public List<MetricPoint> apply(MBeanValues values) {
        Map<Series, MetricPoint> points = new HashMap<>();
        values.all().forEach((name, attributes) -> {
            apply(exact.getOrDefault(name, List.of()), name, attributes, points);
            patterns.forEach((pattern, rules) -> {
                if (pattern.apply(name)) {
                    apply(rules, name, attributes, points);
                }
            });
        });
        return points.values().stream().sorted(BY_SERIES).toList();
    }

    private static void apply(
            List<MetricRule> rules, ObjectName name, JsonNode attributes, Map<Series, MetricPoint> points) {
        for (MetricRule rule : rules) {
            rule.apply(
                    name,
                    attributes,
                    point -> points.putIfAbsent(new Series(point.metric().name(), point.attributes()), point));
        }
    }
}
