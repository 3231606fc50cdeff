package io.farspan.telemetry.prometheus;

import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import io.farspan.telemetry.rules.PrometheusName;
import io.farspan.telemetry.store.StoredSeries;

/** The labels of a stored series, ordered by name, as Prometheus has them. */
final class SeriesLabels {

    static final String NAME = "__name__";
    static final String APPLICATION = "application";
    static final String LOCATION = "location";
    static final String INSTANCE = "instance";

    private static final Set<String> OURS = Set.of(APPLICATION, LOCATION, INSTANCE);

    private SeriesLabels() {}

    /**
     * The labels: the metric's name, where it is from, and its attributes. An attribute with the name of one of ours gets
     * {@code exported_} before it, and of attributes that come to one name the values are joined.
     */
    static SortedMap<String, String> of(StoredSeries series) {
        SortedMap<String, String> labels = new TreeMap<>();
        series.attributes().forEach((attribute, value) -> {
            String name = PrometheusName.label(attribute);
            labels.merge(OURS.contains(name) ? "exported_" + name : name, value, (one, more) -> one + ";" + more);
        });
        labels.put(NAME, PrometheusName.of(series.metric()).sample());
        labels.put(APPLICATION, series.application());
        labels.put(LOCATION, series.instance().location());
        labels.put(INSTANCE, series.instance().name());
        return labels;
    }
}
