package io.farspan.telemetry.rules;

/**
 * What is the same for all points of a metric.
 *
 * @param name the name in OpenTelemetry's form, such as {@code jvm.memory.used}
 * @param unit the unit in UCUM as OpenTelemetry writes it: {@code By}, {@code s}, {@code 1}, <code>{thread}</code>; empty when
 *     the rule has none
 * @param type what the values mean
 * @param description a sentence for people; may be empty
 */
public record Metric(String name, String unit, MetricType type, String description) {}
