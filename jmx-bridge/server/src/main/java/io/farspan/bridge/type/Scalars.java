package io.farspan.bridge.type;

import java.io.File;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.MalformedURLException;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Values without parts: numbers, texts, flags, dates, names. */
final class Scalars {

    private static final Map<String, Function<JsonNode, Object>> READERS = Map.ofEntries(
            Map.entry("boolean", Scalars::flag),
            Map.entry("char", Scalars::character),
            Map.entry("byte", value -> (byte) integer(value, Byte.MIN_VALUE, Byte.MAX_VALUE)),
            Map.entry("short", value -> (short) integer(value, Short.MIN_VALUE, Short.MAX_VALUE)),
            Map.entry("int", value -> (int) integer(value, Integer.MIN_VALUE, Integer.MAX_VALUE)),
            Map.entry("long", value -> integer(value, Long.MIN_VALUE, Long.MAX_VALUE)),
            Map.entry("float", Scalars::single),
            Map.entry("double", Scalars::decimal),
            Map.entry("java.lang.Boolean", Scalars::flag),
            Map.entry("java.lang.Character", Scalars::character),
            Map.entry("java.lang.Byte", value -> (byte) integer(value, Byte.MIN_VALUE, Byte.MAX_VALUE)),
            Map.entry("java.lang.Short", value -> (short) integer(value, Short.MIN_VALUE, Short.MAX_VALUE)),
            Map.entry("java.lang.Integer", value -> (int) integer(value, Integer.MIN_VALUE, Integer.MAX_VALUE)),
            Map.entry("java.lang.Long", value -> integer(value, Long.MIN_VALUE, Long.MAX_VALUE)),
            Map.entry("java.lang.Float", Scalars::single),
            Map.entry("java.lang.Double", Scalars::decimal),
            Map.entry("java.lang.String", Scalars::text),
            Map.entry("java.math.BigInteger", Scalars::integer),
            Map.entry("java.math.BigDecimal", value -> new BigDecimal(value.asText())),
            Map.entry("java.util.Date", Scalars::date),
            Map.entry("javax.management.ObjectName", Scalars::name));

    private static final Map<Class<?>, Function<String, Object>> PARSERS = Map.ofEntries(
            Map.entry(Instant.class, Instant::parse),
            Map.entry(LocalDate.class, LocalDate::parse),
            Map.entry(LocalDateTime.class, LocalDateTime::parse),
            Map.entry(OffsetDateTime.class, OffsetDateTime::parse),
            Map.entry(ZonedDateTime.class, ZonedDateTime::parse),
            Map.entry(Duration.class, Duration::parse),
            Map.entry(UUID.class, UUID::fromString),
            Map.entry(URI.class, URI::create),
            Map.entry(java.net.URL.class, Scalars::url),
            Map.entry(File.class, File::new),
            Map.entry(StringBuilder.class, StringBuilder::new));

    private Scalars() {}

    static boolean knows(String className) {
        return READERS.containsKey(className);
    }

    static @Nullable Object of(JsonNode value, String className) {
        if (value.isNull()) {
            return null;
        }
        Function<JsonNode, Object> reader = READERS.get(className);
        if (reader == null) {
            throw new IllegalArgumentException("there is no reader for " + className);
        }
        try {
            return reader.apply(value);
        } catch (ArithmeticException | DateTimeException | NumberFormatException e) {
            throw new IllegalArgumentException(shorten(value) + " is not a " + className, e);
        }
    }

    /** A value of a JDK class that has a lossless text form; enums by the name of their constant. */
    static Optional<Object> parsed(JsonNode value, Class<?> type) {
        if (!value.isTextual()) {
            return Optional.empty();
        }
        String text = value.textValue();
        if (type.isEnum()) {
            for (Object constant : type.getEnumConstants()) {
                if (((Enum<?>) constant).name().equals(text)) {
                    return Optional.of(constant);
                }
            }
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(PARSERS.get(type)).map(parser -> parser.apply(text));
        } catch (DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static @Nullable Object natural(JsonNode value) {
        if (value.isNull()) {
            return null;
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        if (value.isIntegralNumber()) {
            return value.canConvertToInt()
                    ? (Object) value.intValue()
                    : value.canConvertToLong() ? (Object) value.longValue() : value.bigIntegerValue();
        }
        return value.isNumber() ? (Object) value.doubleValue() : value.asText();
    }

    /** The primitive's name for its letter in an array's class name; any other name as it is. */
    static String primitive(String letter) {
        return switch (letter) {
            case "Z" -> "boolean";
            case "C" -> "char";
            case "B" -> "byte";
            case "S" -> "short";
            case "I" -> "int";
            case "J" -> "long";
            case "F" -> "float";
            case "D" -> "double";
            default -> letter;
        };
    }

    static String shorten(JsonNode value) {
        String text = value.toString();
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }

    private static Object flag(JsonNode value) {
        if (value.isBoolean() || value.isTextual()) {
            return value.asBoolean();
        }
        throw new IllegalArgumentException(shorten(value) + " is not a boolean");
    }

    private static Object character(JsonNode value) {
        String text = value.asText();
        if (text.length() != 1) {
            throw new IllegalArgumentException(shorten(value) + " is not a character");
        }
        return text.charAt(0);
    }

    private static Object text(JsonNode value) {
        return value.isContainerNode() ? value.toString() : value.asText();
    }

    private static long integer(JsonNode value, long least, long most) {
        long number = value.isIntegralNumber() && value.canConvertToLong()
                ? value.longValue()
                : integer(value).longValueExact();
        if (number < least || number > most) {
            throw new ArithmeticException("out of range");
        }
        return number;
    }

    private static BigInteger integer(JsonNode value) {
        return value.isIntegralNumber() ? value.bigIntegerValue() : new BigDecimal(value.asText()).toBigIntegerExact();
    }

    private static Object single(JsonNode value) {
        return Float.parseFloat(value.asText());
    }

    private static Object decimal(JsonNode value) {
        return value.isNumber() ? value.doubleValue() : Double.parseDouble(value.asText());
    }

    private static Object date(JsonNode value) {
        String text = value.asText();
        return text.matches("-?[0-9]+")
                ? new Date(Long.parseLong(text))
                : Date.from(OffsetDateTime.parse(text).toInstant());
    }

    private static Object name(JsonNode value) {
        try {
            return new ObjectName(value.isObject() ? value.path("objectName").asText() : value.asText());
        } catch (MalformedObjectNameException e) {
            throw new IllegalArgumentException(shorten(value) + " is not an ObjectName", e);
        }
    }

    private static Object url(String text) {
        try {
            return URI.create(text).toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(text + " is not a URL", e);
        }
    }
}
