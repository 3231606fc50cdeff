package io.farspan.telemetry.loki;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import io.farspan.telemetry.access.TelemetryAccess;
import io.farspan.telemetry.store.StreamState;
import io.farspan.telemetry.store.TelemetryStore;

/** The labels of the streams that there are. Every method blocks. Thread-safe. */
@Singleton
class LokiLabels {

    /** The most streams of an application that are looked at. */
    private static final int MOST = 10_000;

    private final TelemetryStore store;
    private final TelemetryAccess access;

    LokiLabels(TelemetryStore store, TelemetryAccess access) {
        this.store = store;
        this.access = access;
    }

    List<String> values(String label, List<LogQl.Logs> selectors) {
        if (label.equals(Labels.LEVEL) || label.equals("detected_level")) {
            return Labels.LEVELS;
        }
        if (label.equals(Labels.APPLICATION) && selectors.isEmpty()) {
            return access.applications().stream().sorted().toList();
        }
        return streams(selectors)
                .flatMap(labels -> Optional.ofNullable(labels.get(label)).stream())
                .distinct()
                .sorted()
                .toList();
    }

    List<SortedMap<String, String>> series(List<LogQl.Logs> selectors) {
        return streams(selectors).distinct().toList();
    }

    private Stream<SortedMap<String, String>> streams(List<LogQl.Logs> selectors) {
        return access.applications().stream()
                .filter(name -> isSelected(selectors, selector -> selector.selects(Labels.APPLICATION, name)))
                .flatMap(name -> store.streams(name, Optional.empty(), MOST).stream()
                        .map(state -> labels(name, state))
                        .filter(labels -> isSelected(selectors, selector -> labels.entrySet().stream()
                                .allMatch(label -> selector.selects(label.getKey(), label.getValue())))));
    }

    private static boolean isSelected(List<LogQl.Logs> selectors, Predicate<LogQl.Logs> selects) {
        return selectors.isEmpty() || selectors.stream().anyMatch(selects);
    }

    private static SortedMap<String, String> labels(String application, StreamState state) {
        SortedMap<String, String> labels = new TreeMap<>();
        labels.put(Labels.APPLICATION, application);
        labels.put("location", state.stream().instance().location());
        labels.put("instance", state.stream().instance().name());
        labels.put("stream", state.stream().name().value());
        return labels;
    }
}
