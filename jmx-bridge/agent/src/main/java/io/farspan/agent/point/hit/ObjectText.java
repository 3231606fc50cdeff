package io.farspan.agent.point.hit;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import io.farspan.agent.point.condition.ClassFields;
import io.farspan.agent.point.condition.KnownTypes;
import io.farspan.agent.point.condition.Secrets;
import io.farspan.agent.record.JsonText;

/**
 * Objects as JSON, to a depth and a size. Fields are read, and no method of the application is called: an object of its own is
 * {@code {"@":"shop.Order","id":7}}, one of the JDK that is not known is {@code {"@":"java.lang.Thread"}}, and so
 * is one of a class whose fields are not known yet. Secrets, by their names and by their types, are {@code "***"}, and so is
 * what an object has beside a name, a key or a header that is named like one.
 */
final class ObjectText {

    private static final String SECRET = "\"***\"";
    private static final String CUT = "\"\u2026\"";
    static final int LONGEST_TEXT = 500;
    private static final int MOST_ELEMENTS = 20;

    private final StringBuilder json;
    private final int longest;

    /**
     * @param json appended to
     * @param longest how many characters the text may have when another value is begun
     */
    ObjectText(StringBuilder json, int longest) {
        this.json = json;
        this.longest = longest;
    }

    /** Appends a value that stands under a name, which may say that it is secret. */
    void append(String name, @Nullable Object value, int depth) {
        if (Secrets.isNamedSecret(name) && value != null && !(value instanceof Boolean)) {
            json.append(SECRET);
        } else {
            append(value, depth);
        }
    }

    void append(@Nullable Object value, int depth) {
        if (json.length() > longest) {
            json.append(CUT);
        } else if (value == null || value instanceof Boolean) {
            json.append(value);
        } else if (Secrets.isSecret(value)) {
            json.append(SECRET);
        } else if (PlainValues.isPlain(value)) {
            plain(value);
        } else {
            int begin = json.length();
            try {
                structure(value, depth);
            } catch (RuntimeException e) { // as when another thread changes a collection meanwhile
                json.setLength(begin);
                text("(cannot be read: " + e.getClass().getName() + ")");
            }
        }
    }

    private void plain(Object value) {
        if (PlainValues.isJsonNumber(value)) {
            json.append(PlainValues.text(value));
        } else {
            text(PlainValues.text(value));
        }
    }

    private void text(String text) {
        JsonText.appendAtMost(LONGEST_TEXT, json, text);
    }

    private void structure(Object value, int depth) {
        if (value.getClass().isArray()) {
            array(value, depth);
        } else if (KnownTypes.isCollection(value)) {
            collection((Collection<?>) value, depth);
        } else if (KnownTypes.isMap(value)) {
            map((Map<?, ?>) value, depth);
        } else {
            object(value, depth);
        }
    }

    private void array(Object array, int depth) {
        int length = Array.getLength(array);
        json.append('[');
        for (int i = 0; i < Math.min(length, shown(depth)); i++) {
            separate('[');
            append(Array.get(array, i), depth - 1);
        }
        rest(length, depth);
        json.append(']');
    }

    private void collection(Collection<?> collection, int depth) {
        int shown = 0;
        json.append('[');
        for (Object element : collection) {
            if (shown++ == shown(depth)) {
                break;
            }
            separate('[');
            append(element, depth - 1);
        }
        rest(collection.size(), depth);
        json.append(']');
    }

    private void rest(int length, int depth) {
        if (length > shown(depth)) {
            separate('[');
            text("\u2026 " + length + " in all");
        }
    }

    private void map(Map<?, ?> map, int depth) {
        int shown = 0;
        json.append('{');
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            separate('{');
            if (shown++ == shown(depth)) {
                text("\u2026");
                json.append(":\"").append(map.size()).append(" in all\"");
                break;
            }
            Object key = entry.getKey();
            String name = key != null && PlainValues.isPlain(key)
                    ? PlainValues.text(key)
                    : key == null ? "null" : "a " + key.getClass().getName();
            text(name);
            json.append(':');
            append(name, entry.getValue(), depth - 1);
        }
        json.append('}');
    }

    private void object(Object object, int depth) {
        json.append("{\"@\":");
        text(object.getClass().getName());
        if (depth > 0) {
            ClassFields.known(object.getClass()).ifPresent(fields -> fields(object, fields, depth));
        }
        json.append('}');
    }

    private void fields(Object object, ClassFields fields, int depth) {
        boolean secret = fields.isSecretPair(object);
        for (Field field : fields.shown()) {
            json.append(',');
            text(field.getName());
            json.append(':');
            Object value = value(field, object);
            if (secret && value != null && !fields.isNaming(field)) {
                json.append(SECRET);
            } else {
                append(field.getName(), value, depth - 1);
            }
        }
    }

    private static @Nullable Object value(Field field, Object object) {
        try {
            return field.get(object);
        } catch (IllegalAccessException e) {
            return "(cannot be read)";
        }
    }

    private void separate(char begin) {
        if (json.charAt(json.length() - 1) != begin) {
            json.append(',');
        }
    }

    private static int shown(int depth) {
        return depth > 0 ? MOST_ELEMENTS : 0;
    }
}
