package io.farspan.provider;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Settings that only one provider knows. Some are secrets, so their values are never printed.
 *
 * @param prefix what precedes each in its setting's name, for example {@code farspan.map.}
 * @param values the options that are set, by the rest of the setting's name
 */
public record ProviderOptions(String prefix, Map<String, String> values) {

    public ProviderOptions {
        values = Map.copyOf(values);
    }

    /** Those of {@code names} that are set. */
    public static ProviderOptions read(String prefix, Set<String> names, Function<String, Optional<String>> settings) {
        Map<String, String> values = new HashMap<>();
        names.forEach(name -> settings.apply(prefix + name)
                .filter(value -> !value.isBlank())
                .ifPresent(value -> values.put(name, value)));
        return new ProviderOptions(prefix, values);
    }

    /** The option's value, if it is set. */
    public Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /**
     * An option that the provider cannot do without.
     *
     * @throws IllegalArgumentException when it is not set
     */
    public String require(String name) {
        return find(name).orElseThrow(() -> missing(prefix + name));
    }

    /**
     * A setting that every provider of a kind needs.
     *
     * @throws IllegalArgumentException when it is not set
     */
    public static String require(Function<String, Optional<String>> settings, String key) {
        return settings.apply(key).filter(value -> !value.isBlank()).orElseThrow(() -> missing(key));
    }

    private static IllegalArgumentException missing(String key) {
        return new IllegalArgumentException("The setting " + key + " (environment variable "
                + key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_") + ") is missing");
    }

    @Override
    public String toString() {
        return prefix + new TreeSet<>(values.keySet());
    }
}
