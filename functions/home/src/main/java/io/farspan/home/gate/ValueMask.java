package io.farspan.home.gate;

import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.jspecify.annotations.Nullable;

/** Masks what is secret in a JSON value, by the names in it. The value itself is not changed. */
final class ValueMask {

    static final String MASKED = "***";

    private static final TextNode MASK = TextNode.valueOf(MASKED);

    /**
     * A map or an open type as written by {@code toString()}, in which names and values cannot be told apart. Agents
     * write values below {@code maxDepth} like this.
     */
    private static final Pattern CONTAINER =
            Pattern.compile("\\{.*=|contents=|(?:Composite|Tabular)Data", Pattern.DOTALL);

    private ValueMask() {}

    /**
     * Masks a value.
     *
     * @param cut whether texts in it may be containers cut off by {@code maxDepth}
     */
    static JsonNode mask(String name, JsonNode value, boolean cut) {
        return switch (NameMeaning.of(name)) {
            case SECRET -> hidden(value);
            case PROPERTIES -> properties(value);
            case ARGUMENTS -> arguments(value);
            case NOTHING -> {
                if (value instanceof ObjectNode object) {
                    yield members(object, cut);
                }
                if (value instanceof ArrayNode array) {
                    yield elements(array, cut);
                }
                yield cut
                                && value.isTextual()
                                && CONTAINER.matcher(value.textValue()).find()
                        ? MASK
                        : value;
            }
        };
    }

    private static JsonNode members(ObjectNode object, boolean cut) {
        @Nullable ObjectNode changed = null;
        // A table row with a name and a value column.
        JsonNode key = object.has("key") ? object.get("key") : object.path("name");
        boolean row = key.isTextual() && object.has("value") && NameMeaning.of(key.textValue()) == NameMeaning.SECRET;
        for (var each = object.fields(); each.hasNext(); ) {
            var member = each.next();
            JsonNode masked = row && member.getKey().equals("value")
                    ? hidden(member.getValue())
                    : mask(member.getKey(), member.getValue(), cut);
            if (masked != member.getValue()) {
                changed = changed == null ? object.objectNode().setAll(object) : changed;
                changed.set(member.getKey(), masked);
            }
        }
        return changed == null ? object : changed;
    }

    private static JsonNode elements(ArrayNode array, boolean cut) {
        @Nullable ArrayNode changed = null;
        for (int index = 0; index < array.size(); index++) {
            JsonNode element = array.get(index);
            JsonNode masked = mask("", element, cut);
            if (masked != element) {
                changed = changed == null ? JsonNodeFactory.instance.arrayNode().addAll(array) : changed;
                changed.set(index, masked);
            }
        }
        return changed == null ? array : changed;
    }

    /** Masks every text below a secret name. */
    private static JsonNode hidden(JsonNode value) {
        if (value.isTextual()) {
            return value.textValue().isEmpty() ? value : MASK;
        }
        if (value.isArray()) {
            return value.isEmpty() ? value : JsonNodeFactory.instance.arrayNode();
        }
        if (value.isObject()) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            value.fields().forEachRemaining(member -> copy.set(member.getKey(), hidden(member.getValue())));
            return copy;
        }
        return value;
    }

    /** Masks a map of names and values, written as members, as rows, or as a list of rows. */
    private static JsonNode properties(JsonNode value) {
        if (value instanceof ObjectNode object) {
            JsonNode key = object.path("key");
            if (key.isTextual() && object.has("value")) {
                return NameMeaning.isHarmless(key.textValue())
                        ? object
                        : object.deepCopy().put("value", MASKED);
            }
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            object.fields()
                    .forEachRemaining(
                            member -> copy.set(member.getKey(), property(member.getKey(), member.getValue())));
            return copy;
        }
        if (value instanceof ArrayNode array) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            array.forEach(element -> copy.add(
                    element.isContainerNode() ? properties(element) : TextNode.valueOf(argument(element.asText()))));
            return copy;
        }
        return value.isTextual() ? MASK : value;
    }

    private static JsonNode property(String name, JsonNode value) {
        if (isColumn(name)) {
            return value;
        }
        return value.isContainerNode() ? properties(value) : NameMeaning.isHarmless(name) ? value : MASK;
    }

    /** Whether a member is part of Jolokia's format of a table. */
    private static boolean isColumn(String member) {
        return member.equals("indexNames") || member.equals("key");
    }

    private static JsonNode arguments(JsonNode value) {
        if (value instanceof ArrayNode array) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            array.forEach(
                    element -> copy.add(element.isTextual() ? argument(element.textValue()) : element.toString()));
            return copy;
        }
        return value.isTextual() ? MASK : value;
    }

    /** Masks a JVM argument: the name is kept, and the value if the option belongs to the JVM itself. */
    private static String argument(String text) {
        int equals = text.indexOf('=');
        boolean own =
                text.startsWith("-X") || text.startsWith("--add-") || text.startsWith("-ea") || text.startsWith("-da");
        boolean harmless = text.startsWith("-D") && equals > 2 && NameMeaning.isHarmless(text.substring(2, equals));
        return equals < 0
                ? (text.startsWith("-") ? text : MASKED)
                : own || harmless ? text : text.substring(0, equals + 1) + MASKED;
    }
}
