package io.farspan.federation;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

/**
 * One value for the application as a whole, made of each instance's value.
 *
 * <p>The rules, in order; {@code infra/docs/federation.md} has them with examples:
 * <ol>
 *   <li>a setting, which is an attribute that can be written, is the same value where it is the same everywhere, else the largest of its numbers;
 *   <li>{@code null} counts only when every instance has it; one value alone, and equal texts or flags, stay as they are;
 *   <li>numbers are added up, unless the attribute's or item's name says that sums mean nothing: averages, rates of
 *       one, ratios, percentages, loads, thresholds and levels give the mean; maxima, uptimes and versions the largest;
 *       minima and start times the smallest. {@code -1} for memory or a CPU load means "not known" and is left out;
 *   <li>a flag is true when it is true everywhere;
 *   <li>differing texts are listed with how often each occurred: {@code RUNNING (5), PAUSED (1)};
 *   <li>composite values are joined item by item and tables row by row, by these rules;
 *   <li>lists are joined one after another, lists of texts and of ids without repeats.
 * </ol>
 */
public final class Whole {

    /** Items of java.lang.management.MemoryUsage, where the largest possible amounts do add up. */
    private static final Set<String> MEMORY_USAGE = Set.of("init", "used", "committed", "max");

    private static final BigDecimal UNKNOWN = BigDecimal.ONE.negate();

    private Whole() {}

    /** The value of an attribute, of an operation's result or of an item by this name. */
    public static JsonNode of(String name, Collection<JsonNode> values) {
        return of(name, values, false);
    }

    /** The value of an attribute that can be written: the same everywhere is the same; of numbers the largest. */
    public static JsonNode setting(String name, Collection<JsonNode> values) {
        Set<JsonNode> distinct = new LinkedHashSet<>(values);
        if (distinct.size() == 1) {
            return distinct.iterator().next();
        }
        return values.stream().allMatch(JsonNode::isNumber)
                ? values.stream()
                        .max(Comparator.comparing(JsonNode::decimalValue))
                        .orElseThrow()
                : of(name, values);
    }

    private static JsonNode of(String name, Collection<JsonNode> all, boolean memory) {
        List<JsonNode> values = all.stream().filter(value -> !value.isNull()).toList();
        if (values.size() <= 1) {
            return values.isEmpty() ? NullNode.instance : values.get(0);
        }
        if (values.stream().allMatch(JsonNode::isNumber)) {
            return number(name, values, memory);
        }
        if (values.stream().allMatch(JsonNode::isObject)) {
            return composite(values);
        }
        if (values.stream().allMatch(JsonNode::isArray)) {
            return list(name, values);
        }
        Set<JsonNode> distinct = new LinkedHashSet<>(values);
        if (distinct.size() == 1) {
            return values.get(0);
        }
        if (values.stream().allMatch(JsonNode::isBoolean)) {
            return JsonNodeFactory.instance.booleanNode(false);
        }
        return text(values);
    }

    private static JsonNode number(String name, List<JsonNode> values, boolean memory) {
        boolean mayBeUnknown = memory || name.endsWith("Load") || name.endsWith("LoadAverage");
        Decimals known = Decimals.of(values, value -> !mayBeUnknown || value.compareTo(UNKNOWN) != 0);
        if (known.isEmpty()) {
            return values.get(0);
        }
        return switch (memory ? Rule.SUM : Rule.of(name)) {
            case SUM -> known.sum();
            case MEAN -> known.roundedMean();
            case LARGEST -> known.largest();
            case SMALLEST -> known.smallest();
        };
    }

    private static JsonNode composite(List<JsonNode> values) {
        Map<String, List<JsonNode>> items = new LinkedHashMap<>();
        values.forEach(value -> value.fields()
                .forEachRemaining(item -> items.computeIfAbsent(item.getKey(), key -> new ArrayList<>())
                        .add(item.getValue())));
        boolean memory = items.keySet().equals(MEMORY_USAGE);
        ObjectNode joined = JsonNodeFactory.instance.objectNode();
        items.forEach((key, members) -> joined.set(key, of(key, members, memory)));
        return joined;
    }

    private static JsonNode list(String name, List<JsonNode> values) {
        ArrayNode joined = JsonNodeFactory.instance.arrayNode();
        boolean texts = name.endsWith("Ids") || values.stream().allMatch(Whole::isTexts);
        Collection<JsonNode> items = texts ? new LinkedHashSet<>() : new ArrayList<>();
        values.forEach(value -> value.forEach(items::add));
        items.forEach(joined::add);
        return joined;
    }

    private static boolean isTexts(JsonNode list) {
        for (JsonNode item : list) {
            if (!item.isTextual()) {
                return false;
            }
        }
        return true;
    }

    private static JsonNode text(List<JsonNode> values) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        values.forEach(
                value -> counts.merge(value.isTextual() ? value.textValue() : value.toString(), 1, Integer::sum));
        StringBuilder text = new StringBuilder();
        counts.forEach((value, count) -> text.append(text.isEmpty() ? "" : ", ")
                .append(value)
                .append(" (")
                .append(count)
                .append(')'));
        return TextNode.valueOf(text.toString());
    }
}
