package io.farspan.agent.point.condition;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/** What an object is worth in a calculation or a comparison. Of an application's own classes nothing is called. */
final class Operand {

    private Operand() {}

    static boolean truth(@Nullable Object value) {
        if (value instanceof Boolean) {
            return (Boolean) value;
        }
        throw new EvaluationFailure("a condition must be true or false, and " + described(value) + " is neither");
    }

    static boolean isWhole(@Nullable Object value) {
        return value instanceof Integer
                || value instanceof Long
                || value instanceof Short
                || value instanceof Byte
                || isExactly(value, AtomicInteger.class)
                || isExactly(value, AtomicLong.class);
    }

    static boolean isNumber(@Nullable Object value) {
        return isWhole(value)
                || value instanceof Double
                || value instanceof Float
                || isExactly(value, BigDecimal.class)
                || isExactly(value, BigInteger.class);
    }

    static long whole(@Nullable Object value) {
        if (value != null && isWhole(value)) {
            return ((Number) value).longValue();
        }
        throw new EvaluationFailure(described(value) + " is not a whole number");
    }

    static double fraction(@Nullable Object value) {
        if (value != null && isNumber(value)) {
            return ((Number) value).doubleValue();
        }
        throw new EvaluationFailure(described(value) + " is not a number");
    }

    /** The text of a string, a character or an enum's constant; null for everything else. */
    static @Nullable String text(@Nullable Object value) {
        if (value instanceof String) {
            return (String) value;
        }
        if (value instanceof Enum) {
            return ((Enum<?>) value).name();
        }
        return value instanceof Character ? value.toString() : null;
    }

    /** Equal numbers, texts, or the very same object; {@code equals} of an application's class is never called. */
    static boolean same(@Nullable Object left, @Nullable Object right) {
        if (left == right) {
            return true;
        }
        if (left == null || right == null) {
            return false;
        }
        if (isNumber(left) && isNumber(right)) {
            return isWhole(left) && isWhole(right) ? whole(left) == whole(right) : fraction(left) == fraction(right);
        }
        if (left instanceof Boolean || left instanceof Enum && right instanceof Enum) {
            return left.equals(right);
        }
        String text = text(left);
        return text != null && text.equals(text(right));
    }

    static String described(@Nullable Object value) {
        return value == null ? "null" : "a " + value.getClass().getTypeName();
    }

    private static boolean isExactly(@Nullable Object value, Class<?> type) {
        return value != null && value.getClass() == type;
    }
}
