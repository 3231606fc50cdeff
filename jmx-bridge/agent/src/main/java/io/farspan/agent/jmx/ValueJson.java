package io.farspan.agent.jmx;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;

import javax.management.openmbean.CompositeData;

import org.jspecify.annotations.Nullable;

import io.farspan.agent.record.JsonText;

/**
 * An attribute's value as JSON: numbers, booleans, short texts, and composite data of these as objects. Arrays, tables,
 * numbers that JSON lacks and everything else are left out.
 */
final class ValueJson {

    /** The longest value, in characters. */
    static final int LONGEST = 64 << 10;

    private static final int LONGEST_TEXT = 200;
    private static final int DEEPEST = 3;
    private static final int MOST_BITS = 640;
    private static final Set<String> LONGS = Set.of(
            "java.util.concurrent.atomic.AtomicInteger",
            "java.util.concurrent.atomic.AtomicLong",
            "java.util.concurrent.atomic.LongAdder",
            "java.util.concurrent.atomic.LongAccumulator");

    private final StringBuilder json = new StringBuilder();

    private ValueJson() {}

    /** The JSON of a value, or nothing when there is none for it, or too much. */
    static Optional<String> of(@Nullable Object value) {
        ValueJson text = new ValueJson();
        return text.append(value, DEEPEST) ? Optional.of(text.json.toString()) : Optional.empty();
    }

    private boolean append(@Nullable Object value, int depth) {
        if (value instanceof Boolean) {
            json.append(value);
            return true;
        }
        if (value instanceof Number) {
            return number((Number) value);
        }
        if (value instanceof String || value instanceof Character) {
            String text = value.toString();
            if (text.length() > LONGEST_TEXT) {
                return false;
            }
            JsonText.append(json, text);
            return true;
        }
        return value instanceof CompositeData && depth > 0 && composite((CompositeData) value, depth);
    }

    /** Also of an application's own classes, whose text may be anything. */
    private boolean number(Number value) {
        String name = value.getClass().getName();
        if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
            json.append(value.longValue());
        } else if (LONGS.contains(name)) {
            json.append(value.longValue());
        } else if (value.getClass() == BigInteger.class) {
            return bounded(((BigInteger) value).bitLength(), value);
        } else if (value.getClass() == BigDecimal.class) {
            return bounded(((BigDecimal) value).unscaledValue().bitLength(), value);
        } else {
            double number = value.doubleValue();
            if (!Double.isFinite(number)) {
                return false;
            }
            json.append(value instanceof Float ? value.toString() : Double.toString(number));
        }
        return true;
    }

    private boolean bounded(int bits, Number value) {
        if (bits > MOST_BITS) {
            return false;
        }
        json.append(value);
        return true;
    }

    private boolean composite(CompositeData data, int depth) {
        int begin = json.length();
        json.append('{');
        boolean any = false;
        for (String key : data.getCompositeType().keySet()) {
            int before = json.length();
            if (any) {
                json.append(',');
            }
            JsonText.append(json, key);
            json.append(':');
            if (append(data.get(key), depth - 1)) {
                any = true;
            } else {
                json.setLength(before);
            }
            if (json.length() > LONGEST) {
                json.setLength(begin);
                return false;
            }
        }
        json.append('}');
        return any;
    }
}
