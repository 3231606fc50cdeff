package io.farspan.testkit.fuzz;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;

/** JSON with unexpected types, members, numbers, depths and lengths, some of it not quite JSON. */
final class TreeMutation {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Halves of surrogate pairs are written as escapes; as UTF-8 they cannot be written. */
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "false",
            "0",
            "-1",
            "0.5",
            "1e400",
            "1e1000000000",
            "1e-1000000000",
            "-0.0",
            "2147483648",
            "-9223372036854775809",
            "9".repeat(400),
            "9".repeat(1_200),
            "NaN",
            "\"\"",
            "\"1\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "[]",
            "[null]",
            "[[]]",
            "[{}]",
            "{}",
            "{\"\":null}",
            "{\"a\":1,\"a\":2}",
            "{\"type\":\"read\",\"type\":\"exec\"}",
            "{\"url\":\"service:jmx:rmi:///\"}");

    private static final List<String> MEMBERS = List.of(
            "type",
            "mbean",
            "attribute",
            "operation",
            "arguments",
            "value",
            "path",
            "config",
            "target",
            "command",
            "maxDepth",
            "maxObjects",
            "ignoreErrors",
            "canonicalNaming",
            "select",
            "unify",
            "requests",
            "instance",
            "problem",
            "shared",
            "timestamp",
            "status",
            "__proto__",
            "@class",
            "");

    private final Chance chance;
    private final TextMutation text;

    TreeMutation(Chance chance, TextMutation text) {
        this.chance = chance;
        this.text = text;
    }

    String mutate(String right) {
        try {
            ArrayNode root = NODES.arrayNode().add(JSON.readTree(right));
            for (int left = 1 + chance.below(4); left > 0; left--) {
                once(root);
            }
            String written = JSON.writeValueAsString(root);
            return written.substring(1, written.length() - 1);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("'" + right + "' is not JSON", e);
        }
    }

    private void once(ArrayNode root) throws JsonProcessingException {
        List<Place> places = new ArrayList<>();
        collect(root, places);
        if (places.isEmpty()) {
            return;
        }
        Place place = chance.pick(places);
        JsonNode value = place.get();
        switch (chance.below(11)) {
            case 0 -> place.remove();
            case 1 -> place.set(chance.pick(places).get().deepCopy());
            case 2 -> place.set(NODES.arrayNode().add(value));
            case 3 -> place.set(NODES.objectNode().set(chance.pick(MEMBERS), value));
            case 4 -> place.set(value instanceof ObjectNode object ? doubled(object) : value());
            case 5 -> place.set(deep());
            case 6 -> repeat(place, value);
            case 7 -> add(value);
            case 8 -> place.rename(chance.oneIn(2) ? chance.pick(MEMBERS) : text.any());
            default ->
                place.set(
                        value.isTextual() && !chance.oneIn(3) ? NODES.textNode(text.mutate(value.asText())) : value());
        }
    }

    private JsonNode value() {
        return chance.oneIn(3) ? NODES.textNode(text.any()) : raw(chance.pick(VALUES));
    }

    private static JsonNode raw(String written) {
        return NODES.rawValueNode(new RawValue(written));
    }

    /** The object with one of its members twice. */
    private JsonNode doubled(ObjectNode object) throws JsonProcessingException {
        if (object.isEmpty()) {
            return object;
        }
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        String written = JSON.writeValueAsString(object);
        return raw(written.substring(0, written.length() - 1) + "," + JSON.writeValueAsString(chance.pick(names)) + ":"
                + chance.pick(VALUES) + "}");
    }

    private JsonNode deep() {
        int depth = chance.oneIn(4) ? 1_000 + chance.below(2_000) : 1 + chance.below(40);
        return chance.oneIn(2)
                ? raw("[".repeat(depth) + "]".repeat(depth))
                : raw("{\"a\":".repeat(depth) + "1" + "}".repeat(depth));
    }

    /** Repetition, rarely beyond what is allowed. */
    private void repeat(Place place, JsonNode value) {
        if (place.parent() instanceof ArrayNode array) {
            int times = chance.oneIn(10) ? 1_100 : 1 + chance.below(5);
            for (int i = 0; i < times; i++) {
                array.add(value.deepCopy());
            }
        }
    }

    private void add(JsonNode value) {
        if (value instanceof ObjectNode object) {
            object.set(chance.pick(MEMBERS), value());
        } else if (value instanceof ArrayNode array) {
            array.add(value());
        }
    }

    private static void collect(JsonNode parent, List<Place> places) {
        if (places.size() > 500) {
            return;
        }
        if (parent instanceof ObjectNode object) {
            object.fieldNames().forEachRemaining(name -> places.add(new Place(object, name, 0)));
        } else if (parent instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                places.add(new Place(array, "", i));
            }
        }
        parent.forEach(child -> collect(child, places));
    }

    /** Where a value is: in an object by its name, in an array by its index. */
    private record Place(JsonNode parent, String name, int index) {

        JsonNode get() {
            return parent instanceof ObjectNode object ? object.path(name) : parent.path(index);
        }

        void set(JsonNode value) {
            if (parent instanceof ObjectNode object) {
                object.set(name, value);
            } else if (parent instanceof ArrayNode array) {
                array.set(index, value);
            }
        }

        void remove() {
            if (parent instanceof ObjectNode object) {
                object.remove(name);
            } else if (parent instanceof ArrayNode array && array.size() > 1) {
                array.remove(index);
            }
        }

        void rename(String other) {
            if (parent instanceof ObjectNode object) {
                JsonNode value = object.remove(name);
                object.set(other, value);
            }
        }
    }
}
