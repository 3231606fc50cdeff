package io.farspan.agent.point.spec;

import java.util.Map;
import java.util.Optional;

/** The fields of a point's description; each is taken once, and what is left at the end is refused. */
final class Fields {

    private final Map<String, Object> left;

    Fields(String json) {
        this.left = JsonFields.parse(json);
    }

    Optional<String> text(String name, int longest) {
        Object value = left.remove(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof String) || ((String) value).isEmpty() || ((String) value).length() > longest) {
            throw new IllegalArgumentException("'" + name + "' must be a text of 1 to " + longest + " characters");
        }
        return Optional.of((String) value);
    }

    long number(String name, long byDefault, long least, long most) {
        Object value = left.remove(name);
        if (value == null) {
            return byDefault;
        }
        if (!(value instanceof Long) || (Long) value < least || (Long) value > most) {
            throw new IllegalArgumentException(
                    "'" + name + "' must be a whole number from " + least + " to " + most + ", not " + value);
        }
        return (Long) value;
    }

    void end(String known) {
        if (!left.isEmpty()) {
            throw new IllegalArgumentException(
                    "'" + left.keySet().iterator().next() + "' is not known of such a point; known are " + known);
        }
    }
}
