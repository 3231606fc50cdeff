package io.farspan.troubleshooting.request;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.protocol.call.InstanceId;

/** Named values over instances: those that are the same everywhere, and who differs in the others. Bounded in both. */
public final class Spread {

    private static final int MOST_NAMES = 5_000;
    private static final int MOST_VALUES = 20;
    private static final int MOST_NAMED = 10;
    private static final int LONGEST_VALUE = 500;
    private static final int MOST_CHARACTERS = 2 << 20;

    private final Map<String, Map<String, Holders>> values = new TreeMap<>();
    private int instances;
    private int omitted;
    private long characters;

    /** The instances that have a value. */
    private static final class Holders {
        private int count;
        private final List<String> named = new ArrayList<>();
    }

    /** Takes an instance's values: an object's members. */
    public void add(InstanceId instance, JsonNode of) {
        instances++;
        of.fields().forEachRemaining(member -> add(instance, member.getKey(), text(member.getValue())));
    }

    private static String text(JsonNode value) {
        String text = value.isTextual() ? value.textValue() : value.toString();
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "...";
    }

    private void add(InstanceId instance, String name, String value) {
        Map<String, Holders> known = values.get(name);
        boolean isNew = known == null || !known.containsKey(value);
        if (isNew
                && ((known == null ? values.size() >= MOST_NAMES : known.size() >= MOST_VALUES)
                        || characters + name.length() + value.length() > MOST_CHARACTERS)) {
            omitted++;
            return;
        }
        characters += isNew ? name.length() + value.length() : 0;
        Holders holders =
                values.computeIfAbsent(name, key -> new LinkedHashMap<>()).computeIfAbsent(value, key -> new Holders());
        holders.count++;
        if (holders.named.size() < MOST_NAMED && characters < MOST_CHARACTERS) {
            String id = instance.toString();
            characters += id.length();
            holders.named.add(id);
        }
    }

    /** What is the same at all instances, and what differs. */
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("instances", instances);
        ObjectNode differs = json.putObject("differs");
        ObjectNode same = json.putObject("same");
        values.forEach((name, known) -> {
            Map.Entry<String, Holders> first = known.entrySet().iterator().next();
            if (first.getValue().count == instances) {
                same.put(name, first.getKey());
            } else {
                differs(differs.putArray(name), known);
            }
        });
        if (omitted > 0) {
            json.put("omitted", omitted);
        }
        return json;
    }

    private static void differs(ArrayNode written, Map<String, Holders> known) {
        known.entrySet().stream()
                .sorted(Comparator.comparing(each -> -each.getValue().count))
                .forEach(each -> {
                    ObjectNode value =
                            written.addObject().put("value", each.getKey()).put("instances", each.getValue().count);
                    each.getValue().named.forEach(value.putArray("on")::add);
                });
    }
}
