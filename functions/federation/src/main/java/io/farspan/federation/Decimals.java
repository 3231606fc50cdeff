package io.farspan.federation;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;

/**
 * Some JSON numbers as exact decimals, for sums, means, extremes and percentiles. Integers stay integers of any size;
 * what has a fraction is written as a {@code double} once it is computed.
 *
 * @param values the numbers; one at least is needed to compute anything
 * @param integral whether all of them are integers, and so the results
 */
record Decimals(List<BigDecimal> values, boolean integral) {

    /** The largest scale of a number that takes part: {@code 1e999999999} is short, its sum with 1 has gigabytes. */
    private static final int LARGEST_SCALE = 2_000;

    /** The numbers among some values; those that are too large to compute with are left out. */
    static Decimals of(List<JsonNode> values) {
        return of(values, value -> true);
    }

    /** The numbers among some values that count. */
    static Decimals of(List<JsonNode> values, Predicate<BigDecimal> counts) {
        List<BigDecimal> numbers = new ArrayList<>(values.size());
        boolean integral = true;
        for (JsonNode value : values) {
            if (value.isNumber()) {
                BigDecimal number = value.decimalValue();
                if (Math.abs((long) number.scale()) <= LARGEST_SCALE && counts.test(number)) {
                    numbers.add(number);
                    integral &= value.isIntegralNumber();
                }
            }
        }
        return new Decimals(numbers, integral);
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    JsonNode sum() {
        return write(total());
    }

    /** The mean, rounded to an integer where all numbers are. */
    JsonNode roundedMean() {
        return write(exactMean());
    }

    /** The mean as a number with a fraction. */
    JsonNode mean() {
        return DoubleNode.valueOf(exactMean().doubleValue());
    }

    JsonNode smallest() {
        return write(values.stream().reduce(BigDecimal::min).orElseThrow());
    }

    JsonNode largest() {
        return write(values.stream().reduce(BigDecimal::max).orElseThrow());
    }

    /** The percentile by nearest rank: the smallest number that at least this per cent of the numbers do not exceed. */
    JsonNode percentile(int percent) {
        List<BigDecimal> sorted = values.stream().sorted().toList();
        return write(sorted.get((sorted.size() * percent + 99) / 100 - 1));
    }

    private BigDecimal total() {
        return values.stream().reduce(BigDecimal::add).orElseThrow();
    }

    private BigDecimal exactMean() {
        return total().divide(BigDecimal.valueOf(values.size()), MathContext.DECIMAL128);
    }

    private JsonNode write(BigDecimal number) {
        if (!integral) {
            return DoubleNode.valueOf(number.doubleValue());
        }
        BigInteger whole = number.setScale(0, RoundingMode.HALF_UP).toBigInteger();
        return whole.bitLength() < Long.SIZE ? LongNode.valueOf(whole.longValue()) : BigIntegerNode.valueOf(whole);
    }
}
