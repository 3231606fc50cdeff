package io.farspan.telemetry.rules;

import java.util.Optional;

/**
 * What a metric is called in Prometheus.
 *
 * @param family the name with its unit
 * @param unit the unit, which ends {@code family}
 * @param counter whether samples are called after the family with {@code _total} after it
 * @see <a href="https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/">OpenTelemetry, compatibility
 *     with Prometheus</a>
 */
public record PrometheusName(String family, Optional<String> unit, boolean counter) {

    private static final String TOTAL = "_total";

    public static PrometheusName of(Metric metric) {
        boolean counter = metric.type().isMonotonic();
        String name = characters(metric.name());
        if (counter && name.endsWith(TOTAL) && name.length() > TOTAL.length()) {
            name = name.substring(0, name.length() - TOTAL.length());
        }
        Optional<String> unit = UnitName.of(metric.unit(), metric.type());
        if (unit.isPresent() && !name.endsWith("_" + unit.get())) {
            name = characters(name + "_" + unit.get());
        }
        return new PrometheusName(name, unit, counter);
    }

    /** The name of a sample. */
    public String sample() {
        return counter ? family + TOTAL : family;
    }

    /** An attribute as the name of a label. Two underscores at the beginning are Prometheus's own. */
    public static String label(String attribute) {
        String name = characters(attribute).replace(':', '_');
        return name.startsWith("_") ? "key" + name : name;
    }

    /** The text with an underscore in place of what a name may not have; several become one. */
    static String characters(String text) {
        StringBuilder name = new StringBuilder(text.length() + 1);
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == ':';
            boolean digit = c >= '0' && c <= '9';
            if (digit && at == 0) {
                name.append('_');
            }
            char taken = letter || digit ? c : '_';
            if (taken != '_' || name.isEmpty() || name.charAt(name.length() - 1) != '_') {
                name.append(taken);
            }
        }
        return name.toString();
    }
}
