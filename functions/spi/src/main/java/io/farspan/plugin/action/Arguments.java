package io.farspan.plugin.action;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.protocol.call.Names;
import io.farspan.protocol.call.Text;

/** The arguments of an action while they are checked. Every failure is an {@link IllegalArgumentException} for the caller. */
public final class Arguments {

    private final ObjectNode arguments;

    /**
     * These arguments.
     *
     * @param allowed the names that there are
     */
    public Arguments(ObjectNode arguments, String... allowed) {
        this.arguments = arguments;
        Set<String> known = new TreeSet<>(Set.of(allowed));
        arguments.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new IllegalArgumentException("arguments has no member '" + Names.shorten(name) + "'; it takes "
                        + (known.isEmpty() ? "none" : String.join(", ", known)));
            }
        });
    }

    /** A text of at most that many characters, none of them a control character. */
    public Optional<String> text(String name, int longest) {
        return value(name).map(value -> {
            if (!value.isTextual() || value.textValue().length() > longest) {
                throw new IllegalArgumentException(
                        "arguments." + name + " must be a text of at most " + longest + " characters");
            }
            return Text.require("arguments." + name, value.textValue());
        });
    }

    /** A required text. */
    public String requiredText(String name, int longest) {
        return text(name, longest)
                .orElseThrow(() -> new IllegalArgumentException("arguments." + name + " is required"));
    }

    /** One of several words. */
    public Optional<String> word(String name, Set<String> words) {
        return text(name, 64).map(word -> {
            if (!words.contains(word)) {
                throw new IllegalArgumentException("arguments." + name + " must be one of "
                        + String.join(", ", new TreeSet<>(words)) + ", not '" + Names.shorten(word) + "'");
            }
            return word;
        });
    }

    /** A boolean; false by default. */
    public boolean flag(String name) {
        return value(name)
                .map(value -> {
                    if (!value.isBoolean()) {
                        throw new IllegalArgumentException("arguments." + name + " must be a boolean");
                    }
                    return value.booleanValue();
                })
                .orElse(false);
    }

    /** A number of seconds within these limits. */
    public Optional<Duration> seconds(String name, Duration least, Duration most) {
        return value(name).map(value -> {
            if (!value.canConvertToExactIntegral()
                    || !value.canConvertToLong()
                    || value.longValue() < least.toSeconds()
                    || value.longValue() > most.toSeconds()) {
                throw new IllegalArgumentException("arguments." + name + " must be a number of seconds from "
                        + least.toSeconds() + " to " + most.toSeconds());
            }
            return Duration.ofSeconds(value.longValue());
        });
    }

    /** Any value. */
    public Optional<JsonNode> value(String name) {
        return Optional.ofNullable(arguments.get(name)).filter(value -> !value.isNull());
    }
}
