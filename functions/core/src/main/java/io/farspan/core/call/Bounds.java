package io.farspan.core.call;

import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.json.RawJson;

/**
 * A request's own processing parameters, lowered to the limits. A request without any needs no change: the limits of
 * {@link AgentLimits#query} apply to it.
 */
final class Bounds {

    private Bounds() {}

    static RawJson lower(JolokiaRequest request, JsonNode tree, AgentLimits limits) {
        JsonNode config = tree.path("config");
        Map<String, Integer> allowed = Map.of(
                "maxDepth", limits.maxDepth(),
                "maxCollectionSize", limits.maxCollectionSize(),
                "maxObjects", request.type().equals("list") ? limits.maxListObjects() : limits.maxObjects());
        if (allowed.entrySet().stream().noneMatch(limit -> exceeds(config.path(limit.getKey()), limit.getValue()))) {
            return request.raw();
        }
        ObjectNode copy = tree.deepCopy();
        ObjectNode own = (ObjectNode) copy.get("config");
        allowed.forEach((name, limit) -> {
            if (exceeds(own.path(name), limit)) {
                own.put(name, limit);
            }
        });
        return RawJson.of(copy);
    }

    /** To an agent 0, a negative number and anything that is not a number mean no limit, or nothing at all. */
    private static boolean exceeds(JsonNode value, int limit) {
        if (value.isMissingNode()) {
            return false;
        }
        long number = value.asLong(0);
        return number <= 0 || number > limit;
    }

    /** Whether a caller itself asked for this limit or a lower one, so that an answer cut off there is what it wants. */
    static boolean own(JsonNode tree, String name, int limit) {
        JsonNode value = tree.path("config").path(name);
        return !value.isMissingNode() && !exceeds(value, limit);
    }
}
