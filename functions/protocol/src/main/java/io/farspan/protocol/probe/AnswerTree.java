package io.farspan.protocol.probe;

import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The JSON tree of a {@link ProbeAnswer}, walked in one order wherever and however often it was written. */
final class AnswerTree {

    /** A target that was reached within this many milliseconds is as good as any other. */
    private static final double QUICK_MS = 250;

    private static final JsonNode QUICK = IntNode.valueOf(0);

    private AnswerTree() {}

    /** Whether arrays and objects stand in each other more than {@code most} levels deep. */
    static boolean hasMoreLevels(JsonNode tree, int most) {
        if (!tree.isContainerNode()) {
            return false;
        }
        if (most == 0) {
            return true;
        }
        for (JsonNode child : tree) {
            if (hasMoreLevels(child, most - 1)) {
                return true;
            }
        }
        return false;
    }

    /** The tree with what {@code number} makes of each number that is new in every answer. */
    static JsonNode map(JsonNode answer, UnaryOperator<JsonNode> number) {
        return members(answer, (name, value) -> switch (name) {
            case "timeMillis", "observers" -> numbers(value, number);
            case "instances", "peers", "foreign" -> items(value, reach -> reach(reach, number));
            case "home" -> reach(value, number);
            default -> value;
        });
    }

    private static JsonNode reach(JsonNode reach, UnaryOperator<JsonNode> number) {
        boolean quick = reach.path("ending").asText().equals(Reach.Ending.REACHED.name())
                && reach.path("tookMs").asDouble() < QUICK_MS;
        return members(reach, (name, value) -> switch (name) {
            case "tookMs", "connectMs" -> quick ? QUICK : value;
            case "service" -> reach(value, number);
            case "responses" -> items(value, response -> response(response, number));
            default -> value;
        });
    }

    private static JsonNode response(JsonNode response, UnaryOperator<JsonNode> number) {
        JsonNode mapped = members(response, (name, value) -> name.equals("value") ? numbers(value, number) : value);
        if (mapped instanceof ObjectNode object) {
            object.remove("timestamp");
        }
        return mapped;
    }

    private static JsonNode numbers(JsonNode value, UnaryOperator<JsonNode> number) {
        if (value.isNumber()) {
            return number.apply(value);
        }
        return value.isArray()
                ? items(value, item -> numbers(item, number))
                : members(value, (name, member) -> numbers(member, number));
    }

    private static JsonNode items(JsonNode array, UnaryOperator<JsonNode> map) {
        ArrayNode mapped = JsonNodeFactory.instance.arrayNode();
        array.forEach(item -> mapped.add(map.apply(item)));
        return mapped;
    }

    /** Members are in the order of their names, because agents and maps have them in any. */
    private static JsonNode members(JsonNode object, BiFunction<String, JsonNode, JsonNode> map) {
        if (!object.isObject()) {
            return object;
        }
        TreeSet<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        ObjectNode mapped = JsonNodeFactory.instance.objectNode();
        names.forEach(name -> mapped.set(name, map.apply(name, object.get(name))));
        return mapped;
    }
}
