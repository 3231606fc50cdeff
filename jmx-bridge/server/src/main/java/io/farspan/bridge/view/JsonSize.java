package io.farspan.bridge.view;

import com.fasterxml.jackson.databind.JsonNode;

/** Whether values are large, found out without writing them. */
final class JsonSize {

    private JsonSize() {}

    /** Whether a value takes more than so many characters as text, roughly. Stops as soon as it knows. */
    static boolean exceeds(JsonNode value, int most) {
        return rest(value, most) < 0;
    }

    private static int rest(JsonNode value, int most) {
        if (!value.isContainerNode()) {
            return most - (value.isTextual() ? value.textValue().length() + 2 : 8);
        }
        int rest = most - 2 * value.size();
        for (var names = value.fieldNames(); rest >= 0 && names.hasNext(); ) {
            rest -= names.next().length() + 3;
        }
        for (var items = value.elements(); rest >= 0 && items.hasNext(); ) {
            rest = rest(items.next(), rest);
        }
        return rest;
    }
}
