package io.farspan.telemetry.loki;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import io.farspan.telemetry.store.LogCondition.Field;
import io.farspan.telemetry.store.StoredLog;

/** The labels of a record, and which of its fields they are. */
final class Labels {

    static final String APPLICATION = "application";
    static final String LEVEL = "level";

    /** Those that a stream has; any other name is that of an attribute. */
    static final List<String> OF_STREAM = List.of(APPLICATION, "instance", LEVEL, "location", "stream");

    static final List<String> LEVELS = List.of("trace", "debug", "info", "warn", "error", "fatal", "unknown");

    private static final Map<String, Field> FIELDS = Map.of(
            "location",
            Field.LOCATION,
            "instance",
            Field.INSTANCE,
            "stream",
            Field.STREAM,
            LEVEL,
            Field.LEVEL,
            "detected_level",
            Field.LEVEL,
            "logger",
            Field.LOGGER,
            "thread",
            Field.THREAD,
            "trace_id",
            Field.TRACE,
            "span_id",
            Field.SPAN);

    /** How many severity numbers a level has. */
    private static final int LEVEL_WIDTH = 4;

    private Labels() {}

    /** The field of a label; none for the application and for attributes. */
    static Optional<Field> field(String label) {
        return Optional.ofNullable(FIELDS.get(label));
    }

    static SortedMap<String, String> of(String application, StoredLog record) {
        SortedMap<String, String> labels = new TreeMap<>();
        labels.put(APPLICATION, application);
        labels.put("location", record.instance().location());
        labels.put("instance", record.instance().name());
        labels.put("stream", record.stream());
        labels.put(LEVEL, level(record));
        return labels;
    }

    static String level(StoredLog record) {
        return record.severity()
                .map(number -> LEVELS.get((number - 1) / LEVEL_WIDTH))
                .orElse("unknown");
    }
}
