package io.farspan.federation;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.protocol.call.Aggregation;

/**
 * The aggregates that a call asks for by name: sums, means, extremes, percentiles and merges, key by key where the values
 * are objects.
 */
public final class Aggregates {

    private Aggregates() {}

    /** One value made of many; empty when none of them can be aggregated so, as text under {@code sum}. */
    public static Optional<JsonNode> of(Aggregation aggregation, List<JsonNode> values) {
        if (aggregation == Aggregation.MERGE) {
            return Merge.of(values);
        }
        List<JsonNode> objects = values.stream().filter(JsonNode::isObject).toList();
        if (!objects.isEmpty()) {
            return members(aggregation, objects);
        }
        Decimals numbers = Decimals.of(values);
        return numbers.isEmpty() ? Optional.empty() : Optional.of(of(aggregation, numbers));
    }

    private static Optional<JsonNode> members(Aggregation aggregation, List<JsonNode> objects) {
        Set<String> names = new TreeSet<>();
        objects.forEach(object -> object.fieldNames().forEachRemaining(names::add));
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        for (String name : names) {
            List<JsonNode> members = objects.stream()
                    .filter(object -> object.has(name))
                    .map(object -> object.get(name))
                    .toList();
            of(aggregation, members).ifPresent(made -> result.set(name, made));
        }
        return result.isEmpty() ? Optional.empty() : Optional.of(result);
    }

    private static JsonNode of(Aggregation aggregation, Decimals numbers) {
        return switch (aggregation) {
            case SUM -> numbers.sum();
            case AVG -> numbers.mean();
            case MIN -> numbers.smallest();
            case MAX -> numbers.largest();
            case P50 -> numbers.percentile(50);
            case P99 -> numbers.percentile(99);
            case MERGE -> throw new IllegalArgumentException("merge is not an aggregate of numbers");
        };
    }
}
