package io.farspan.bridge.type;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

import javax.management.openmbean.OpenType;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * The parts of one value that occur in it more than once. Equal ones become one object, which RMI writes once and then
 * refers to: a list of 150 event types whose settings are much alike takes a third of the bytes, and so does the list
 * of six instances that have the same.
 */
final class Repeats {

    private final Map<Part, @Nullable Object> known = new HashMap<>();

    /** A part as it is written, and what it is to become. */
    private record Part(JsonNode written, OpenType<?> type) {}

    /** The object made of an equal part before, or a new one. */
    <T> @Nullable T of(JsonNode written, OpenType<?> type, Class<T> made, Supplier<@Nullable T> making) {
        Part part = new Part(written, type);
        Object before = known.get(part);
        if (before != null) {
            return made.cast(before);
        }
        T now = making.get();
        known.put(part, now);
        return now;
    }
}
