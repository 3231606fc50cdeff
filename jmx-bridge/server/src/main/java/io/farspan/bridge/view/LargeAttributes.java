package io.farspan.bridge.view;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Attributes that take an agent long to read, so that the numbers that a tool reads before or after them need not wait
 * for them: those whose last value was long, and before the first time those that are lists or tables. Not safe for use
 * by several threads.
 */
final class LargeAttributes {

    private static final int LONG = 1 << 14;
    private static final int MOST = 20_000;

    private final ViewDescriptions descriptions;
    private final Map<ObjectName, Map<String, Boolean>> seen = new HashMap<>();

    LargeAttributes(ViewDescriptions descriptions) {
        this.descriptions = descriptions;
    }

    /** Whether any of an MBean's attributes is one of them. */
    boolean containAny(ObjectName name, Collection<String> attributes) {
        Map<String, Boolean> known = seen.getOrDefault(name, Map.of());
        return attributes.stream().anyMatch(attribute -> {
            Boolean was = known.get(attribute);
            return was == null ? mayBe(name, attribute) : was;
        });
    }

    /** Notes a value that was read. */
    void note(ObjectName name, String attribute, JsonNode value) {
        boolean isLong = JsonSize.exceeds(value, LONG);
        if (isLong || mayBe(name, attribute)) {
            if (seen.size() > MOST) {
                seen.clear();
            }
            seen.computeIfAbsent(name, bean -> new HashMap<>()).put(attribute, isLong);
        }
    }

    private boolean mayBe(ObjectName name, String attribute) {
        return descriptions
                .known(name)
                .filter(described -> described.isTable(attribute))
                .isPresent();
    }
}
