package io.farspan.telemetry.rules;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.farspan.protocol.call.Names;

/**
 * The states that an attribute's text stands for.
 *
 * @param attribute the metric's attribute that has the state
 * @param byText the state of each text that is named
 * @param other the state of all other texts
 */
record StateMapping(String attribute, Map<String, String> byText, String other) {

    private static final String OTHERS = "*";

    StateMapping {
        byText = Map.copyOf(byText);
    }

    /**
     * Reads {@code ok: STARTED}, {@code failed: [STOPPED, FAILED]}, {@code degraded: '*'}.
     *
     * @param texts texts by state; exactly one of all is {@code *}
     */
    static StateMapping of(String attribute, Map<String, List<String>> texts) {
        Map<String, String> byText = new LinkedHashMap<>();
        texts.forEach((state, named) -> named.forEach(text -> {
            if (byText.putIfAbsent(text, state) != null) {
                throw new IllegalArgumentException("metricAttribute " + Names.shorten(attribute) + " gives '"
                        + Names.shorten(text) + "' two states");
            }
        }));
        String other = byText.remove(OTHERS);
        if (other == null) {
            throw new IllegalArgumentException("metricAttribute " + Names.shorten(attribute)
                    + " needs a state with '*', which stands for all texts that no state names");
        }
        return new StateMapping(attribute, byText, other);
    }

    String state(String text) {
        return byText.getOrDefault(text, other);
    }

    /** All states. */
    Set<String> states() {
        Set<String> states = new LinkedHashSet<>(byText.values());
        states.add(other);
        return states;
    }
}
