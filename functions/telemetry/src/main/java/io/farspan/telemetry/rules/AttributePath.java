package io.farspan.telemetry.rules;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.protocol.call.Names;

/**
 * An MBean attribute, or a value inside a composite one, as rules write it: {@code HeapMemoryUsage.used}. A backslash makes a
 * dot, or another backslash, part of a name.
 *
 * @param attribute the attribute of the MBean
 * @param steps the names from its value to the one that is meant
 */
record AttributePath(String attribute, List<String> steps) {

    AttributePath {
        steps = List.copyOf(steps);
    }

    static AttributePath parse(String text) {
        List<String> names = new ArrayList<>();
        StringBuilder name = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\') {
                at++;
                if (at == text.length() || (text.charAt(at) != '.' && text.charAt(at) != '\\')) {
                    throw new IllegalArgumentException("attribute '" + Names.shorten(text)
                            + "' has a backslash that is followed by neither a dot nor a backslash");
                }
                name.append(text.charAt(at));
            } else if (c == '.') {
                add(names, name, text);
            } else {
                name.append(c);
            }
        }
        add(names, name, text);
        return new AttributePath(names.get(0), names.subList(1, names.size()));
    }

    private static void add(List<String> names, StringBuilder name, String text) {
        String trimmed = name.toString().trim();
        if (trimmed.isEmpty()) {
            throw new IllegalArgumentException("attribute '" + Names.shorten(text) + "' has an empty part");
        }
        names.add(trimmed);
        name.setLength(0);
    }

    /** The whole path with dots between, and without backslashes. */
    String plain() {
        return steps.isEmpty() ? attribute : attribute + "." + String.join(".", steps);
    }

    /** The value at the path; a missing node when there is none. */
    JsonNode in(JsonNode attributes) {
        JsonNode value = attributes.path(attribute);
        for (String step : steps) {
            value = value.path(step);
        }
        return value;
    }
}
