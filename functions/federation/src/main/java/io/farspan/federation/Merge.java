package io.farspan.federation;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Merges values: equal ones become one, objects are merged key by key, lists without repeats; the rest is listed. */
final class Merge {

    private Merge() {}

    static Optional<JsonNode> of(List<JsonNode> values) {
        Set<JsonNode> distinct = new LinkedHashSet<>(values);
        if (distinct.size() <= 1) {
            return distinct.stream().findFirst();
        }
        if (distinct.stream().allMatch(JsonNode::isObject)) {
            return Optional.of(members(distinct));
        }
        Set<JsonNode> items = new LinkedHashSet<>();
        for (JsonNode value : distinct) {
            if (value.isArray()) {
                value.forEach(items::add);
            } else {
                items.add(value);
            }
        }
        ArrayNode list = JsonNodeFactory.instance.arrayNode(items.size());
        items.forEach(list::add);
        return Optional.of(list);
    }

    private static ObjectNode members(Set<JsonNode> objects) {
        Set<String> names = new LinkedHashSet<>();
        objects.forEach(object -> object.fieldNames().forEachRemaining(names::add));
        ObjectNode merged = JsonNodeFactory.instance.objectNode();
        for (String name : names) {
            List<JsonNode> members = new ArrayList<>();
            objects.forEach(object -> {
                if (object.has(name)) {
                    members.add(object.get(name));
                }
            });
            of(members).ifPresent(member -> merged.set(name, member));
        }
        return merged;
    }
}
