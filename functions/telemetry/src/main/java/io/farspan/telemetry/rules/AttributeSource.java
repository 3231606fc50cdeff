package io.farspan.telemetry.rules;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.protocol.call.Names;

/**
 * Where the value of a metric's attribute comes from, as rules write it: {@code const(in)}, {@code param(name)},
 * {@code beanattr(Type)}, each also in {@code lowercase(…)}.
 *
 * @param kind what {@code argument} is
 * @param argument a value, a key property of the ObjectName, or an attribute of the MBean
 * @param path the attribute, of {@code beanattr}
 * @param lowercase whether the value is turned to lower case
 */
record AttributeSource(Kind kind, String argument, Optional<AttributePath> path, boolean lowercase) {

    private static final Pattern FUNCTION = Pattern.compile("([a-z]+)\\s*\\((.*)\\)", Pattern.DOTALL);

    /** Longer values are cut: a series keeps each of them in memory wherever it is stored. */
    static final int LONGEST = 1_024;

    /** The ways to get a value. */
    enum Kind {
        CONST,
        PARAM,
        BEANATTR
    }

    static AttributeSource parse(String text) {
        return parse(text.trim(), false);
    }

    private static AttributeSource parse(String text, boolean lowercase) {
        Matcher matcher = FUNCTION.matcher(text);
        String argument = matcher.matches() ? matcher.group(2).trim() : "";
        if (argument.isEmpty()) {
            throw unknown(text);
        }
        return switch (matcher.group(1)) {
            case "const" -> new AttributeSource(Kind.CONST, argument, Optional.empty(), lowercase);
            case "param" -> new AttributeSource(Kind.PARAM, argument, Optional.empty(), lowercase);
            case "beanattr" ->
                new AttributeSource(Kind.BEANATTR, argument, Optional.of(AttributePath.parse(argument)), lowercase);
            case "lowercase" -> {
                if (lowercase) {
                    throw unknown(text);
                }
                yield parse(argument, true);
            }
            default -> throw unknown(text);
        };
    }

    /** A value that is the same for all MBeans. */
    static AttributeSource constant(String value) {
        return new AttributeSource(Kind.CONST, value, Optional.empty(), false);
    }

    private static IllegalArgumentException unknown(String text) {
        return new IllegalArgumentException("metricAttribute '" + Names.shorten(text)
                + "' must be const(VALUE), param(KEY) or beanattr(ATTRIBUTE), or one of these in lowercase(…)");
    }

    /** The value for an MBean; empty when it has none, and then the point goes without the attribute. */
    Optional<String> of(ObjectName name, JsonNode attributes) {
        Optional<String> value =
                switch (kind) {
                    case CONST -> Optional.of(argument);
                    case PARAM -> Optional.ofNullable(name.getKeyProperty(argument));
                    case BEANATTR -> path.flatMap(place -> MBeanValues.text(place.in(attributes)));
                };
        return value.map(text -> lowercase ? text.toLowerCase(Locale.ROOT) : text)
                .map(AttributeSource::cut);
    }

    private static String cut(String text) {
        if (text.length() <= LONGEST) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST);
    }
}
