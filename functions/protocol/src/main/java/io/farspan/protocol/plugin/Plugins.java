package io.farspan.protocol.plugin;

import java.util.List;
import java.util.Optional;

/**
 * All that the class path and a folder offer of one service.
 *
 * @param usable one for each name, those of the class path first
 * @param faults what was left out, each saying which file, why, and what to do
 */
public record Plugins<S>(List<Plugin<S>> usable, List<String> faults) {

    public Plugins {
        usable = List.copyOf(usable);
        faults = List.copyOf(faults);
    }

    /** The one of that name. */
    public Optional<S> find(String name) {
        return usable.stream()
                .filter(plugin -> plugin.name().equals(name))
                .map(Plugin::offer)
                .findAny();
    }

    /** The names that {@link #find} knows. */
    public List<String> names() {
        return usable.stream().map(Plugin::name).toList();
    }
}
