package io.farspan.telemetry.scrape;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import io.farspan.protocol.call.InstanceId;
import io.farspan.telemetry.rules.PrometheusName;

/**
 * The labels of a sample. {@code location} and {@code instance} are always Farspan's; an attribute of that name gets
 * {@code exported_} before it, as in Prometheus.
 */
final class Labels {

    private static final String LOCATION = "location";
    private static final String INSTANCE = "instance";

    private final Map<String, String> values = new LinkedHashMap<>();

    private Labels(String location) {
        values.put(LOCATION, location);
    }

    static Labels of(String location) {
        return new Labels(location);
    }

    static Labels of(InstanceId instance) {
        Labels labels = new Labels(instance.location());
        labels.values.put(INSTANCE, instance.name());
        return labels;
    }

    /** Those of an instance, and attributes. Of attributes that come to one name, the values are joined. */
    static Labels of(InstanceId instance, SortedMap<String, String> attributes) {
        Labels labels = of(instance);
        SortedMap<String, String> own = new TreeMap<>();
        attributes.forEach((attribute, value) -> {
            String name = PrometheusName.label(attribute);
            own.merge(
                    labels.values.containsKey(name) ? "exported_" + name : name,
                    value,
                    (before, more) -> before + ";" + more);
        });
        labels.values.putAll(own);
        return labels;
    }

    void write(StringBuilder out) {
        char separator = '{';
        for (Map.Entry<String, String> label : values.entrySet()) {
            out.append(separator).append(label.getKey()).append("=\"");
            escape(label.getValue(), out);
            out.append('"');
            separator = ',';
        }
        out.append('}');
    }

    private static void escape(String value, StringBuilder out) {
        for (int at = 0; at < value.length(); at++) {
            char c = value.charAt(at);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '"' -> out.append("\\\"");
                case '\n' -> out.append("\\n");
                default -> out.append(c);
            }
        }
    }
}
