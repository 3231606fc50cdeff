package io.farspan.telemetry.push;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What a record was sent with besides its text, of which some has a place of its own. Not thread-safe. */
public final class PushedAttributes {

    private static final int MOST = 64;
    private static final int LONGEST_NAME = 255;

    /** The most characters of all values together. */
    private static final int LONGEST = 32 << 10;

    private final Map<String, String> values = new LinkedHashMap<>();

    /** Adds one, in the place of an earlier one of the same name. Fails with {@link IllegalArgumentException} for too many. */
    public void put(String name, String value) {
        values.put(name, value);
        if (values.size() > 2 * MOST || name.isEmpty() || name.length() > LONGEST_NAME) {
            throw tooMuch();
        }
    }

    /** Takes out the first of these that is there and not empty. */
    public Optional<String> take(String... names) {
        return takeIf(value -> !value.isEmpty(), names);
    }

    /** Takes out the first of these whose value makes sense. */
    public Optional<String> takeIf(Predicate<String> sense, String... names) {
        for (String name : names) {
            String value = values.get(name);
            if (value != null && sense.test(value)) {
                values.remove(name);
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    /** Takes out the first of these that is a word for a severity; its number, or 0. */
    public int takeSeverity(String... names) {
        return takeIf(value -> Severity.of(value) > 0, names).map(Severity::of).orElse(0);
    }

    /** The characters of the names and values that are left. */
    long characters() {
        return values.entrySet().stream()
                .mapToLong(each -> each.getKey().length() + each.getValue().length())
                .sum();
    }

    /** The others. Fails with {@link IllegalArgumentException} when a record may not have so many or such long ones. */
    public Map<String, String> others() {
        long characters = values.values().stream().mapToLong(String::length).sum();
        if (values.size() > MOST || characters > LONGEST) {
            throw tooMuch();
        }
        return values;
    }

    private static IllegalArgumentException tooMuch() {
        return new IllegalArgumentException("a record may have " + MOST + " attributes, with names of 1 to "
                + LONGEST_NAME + " characters and " + LONGEST + " characters of values in all");
    }
}
