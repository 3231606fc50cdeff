package io.farspan.agent.point.hit;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Set;

/** Values that are shown as one text or number: those of final classes of the JDK, and the constants of enums. */
final class PlainValues {

    private static final Set<String> NAMES = Set.of(
            "java.lang.String",
            "java.lang.Character",
            "java.lang.Class",
            "java.util.UUID",
            "java.util.Locale",
            "java.net.URI",
            "java.math.BigInteger",
            "java.math.BigDecimal",
            "java.util.concurrent.atomic.AtomicBoolean",
            "java.util.concurrent.atomic.AtomicInteger",
            "java.util.concurrent.atomic.AtomicLong",
            "java.util.concurrent.atomic.LongAdder");

    private static final int MOST_BITS = 640;

    private static final ClassValue<Boolean> PLAIN = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            String name = type.getName();
            return type.getClassLoader() == null
                    && (NAMES.contains(name) || name.matches("java\\.time\\.\\w+") || isBox(type));
        }
    };

    private PlainValues() {}

    static boolean isPlain(Object value) {
        return value instanceof Enum || PLAIN.get(value.getClass());
    }

    /** Whether JSON has this number; infinities, what is not a number, and enormous ones are texts. */
    static boolean isJsonNumber(Object value) {
        return value instanceof Number && bits(value) <= MOST_BITS && Double.isFinite(((Number) value).doubleValue());
    }

    /** The text of a plain value. */
    static String text(Object value) {
        if (value instanceof Enum) {
            return ((Enum<?>) value).name();
        }
        if (bits(value) > MOST_BITS) {
            return "(a number of " + bits(value) + " bits)"; // its text would take long to make
        }
        return value instanceof Class ? ((Class<?>) value).getName() : value.toString();
    }

    private static int bits(Object value) {
        if (value instanceof BigInteger) {
            return ((BigInteger) value).bitLength();
        }
        return value instanceof BigDecimal
                ? ((BigDecimal) value).unscaledValue().bitLength()
                : 0;
    }

    private static boolean isBox(Class<?> type) {
        return type == Integer.class
                || type == Long.class
                || type == Short.class
                || type == Byte.class
                || type == Double.class
                || type == Float.class;
    }
}
