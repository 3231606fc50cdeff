package io.farspan.telemetry.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.farspan.protocol.call.Names;

/**
 * A mapping in a file of rules.
 *
 * @param where what it is, for messages
 * @param members its members by name; the value of one that stands there alone is absent
 */
record Section(String where, Map<String, Optional<Object>> members) {

    /** The most rules, attributes, or members of any mapping. */
    static final int MOST = 10_000;

    private static final int LONGEST_TEXT = 2_000;

    static Section of(String where, @Nullable Object value) {
        if (!(value instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException(where + " must be a mapping");
        }
        Map<String, Optional<Object>> members = new LinkedHashMap<>();
        map.forEach((name, member) -> members.put(text(where, name), Optional.ofNullable(member)));
        if (members.size() > MOST) {
            throw new IllegalArgumentException(where + " has more than " + MOST + " members");
        }
        return new Section(where, members);
    }

    /** Fails when there is a member of another name. */
    Section require(Set<String> known) {
        members.keySet().stream()
                .filter(name -> !known.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException(where + " has no member '" + Names.shorten(name) + "'; it takes "
                            + String.join(", ", known.stream().sorted().toList()));
                });
        return this;
    }

    Optional<String> text(String name) {
        return value(name).map(value -> text(where + "." + name, value).trim());
    }

    /** A text that is not empty. */
    Optional<String> word(String name) {
        return text(name).map(text -> {
            if (text.isEmpty()) {
                throw new IllegalArgumentException(where + "." + name + " is empty");
            }
            return text;
        });
    }

    Optional<Boolean> flag(String name) {
        return text(name).map(text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(where + "." + name + " must be true or false");
        });
    }

    Optional<Section> section(String name) {
        return value(name).map(value -> of(where + "." + name, value));
    }

    /** Texts: of a list, or one that stands alone. */
    List<String> texts(String name) {
        return value(name).map(value -> texts(where + "." + name, value)).orElse(List.of());
    }

    static List<String> texts(String where, Object value) {
        if (!(value instanceof List<?> list)) {
            return List.of(text(where, value));
        }
        List<String> texts = new ArrayList<>();
        list.forEach(each -> texts.add(text(where, each)));
        return texts;
    }

    private Optional<Object> value(String name) {
        return members.getOrDefault(name, Optional.empty());
    }

    static String text(String where, @Nullable Object value) {
        if (!(value instanceof String text) || text.length() > LONGEST_TEXT) {
            throw new IllegalArgumentException(where + " must be a text of at most " + LONGEST_TEXT + " characters");
        }
        return text;
    }
}
