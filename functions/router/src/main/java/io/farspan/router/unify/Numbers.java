package io.farspan.router.unify;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.protocol.call.Aggregation;

/** Sums, means, extremes and percentiles, key by key where the values are objects. */
final class Numbers {

    /** A number beyond it is short as JSON and gigabytes long when another is added to it. */
    private static final int LARGEST_SCALE = 2_000;

    private Numbers() {}

    static Optional<JsonNode> aggregate(Aggregation aggregation, List<JsonNode> values) {
        List<JsonNode> objects = values.stream().filter(JsonNode::isObject).toList();
        if (!objects.isEmpty()) {
            return members(aggregation, objects);
        }
        List<BigDecimal> numbers = new ArrayList<>();
        boolean integral = true;
        for (JsonNode value : values) {
            if (value.isNumber() && Math.abs((long) value.decimalValue().scale()) <= LARGEST_SCALE) {
                numbers.add(value.decimalValue());
                integral &= value.isIntegralNumber();
            }
        }
        return numbers.isEmpty() ? Optional.empty() : Optional.of(aggregate(aggregation, numbers, integral));
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
            aggregate(aggregation, members).ifPresent(made -> result.set(name, made));
        }
        return result.isEmpty() ? Optional.empty() : Optional.of(result);
    }

    private static JsonNode aggregate(Aggregation aggregation, List<BigDecimal> numbers, boolean integral) {
        List<BigDecimal> sorted = numbers.stream().sorted().toList();
        return switch (aggregation) {
            case SUM -> number(sum(numbers), integral);
            case AVG -> DoubleNode.valueOf(sum(numbers).doubleValue() / numbers.size());
            case MIN -> number(sorted.get(0), integral);
            case MAX -> number(sorted.get(sorted.size() - 1), integral);
            case P50 -> number(rank(sorted, 50), integral);
            case P99 -> number(rank(sorted, 99), integral);
            case MERGE -> throw new IllegalArgumentException("merge is not an aggregate of numbers");
        };
    }

    private static BigDecimal sum(List<BigDecimal> numbers) {
        return numbers.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Nearest rank: the smallest number that at least this per cent of the numbers do not exceed. */
    private static BigDecimal rank(List<BigDecimal> sorted, int percent) {
        int rank = (sorted.size() * percent + 99) / 100;
        return sorted.get(rank - 1);
    }

    private static JsonNode number(BigDecimal value, boolean integral) {
        if (!integral) {
            return DoubleNode.valueOf(value.doubleValue());
        }
        BigInteger whole = value.toBigInteger();
        return whole.bitLength() < Long.SIZE ? LongNode.valueOf(whole.longValue()) : BigIntegerNode.valueOf(whole);
    }
}
