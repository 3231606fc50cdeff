package io.farspan.router.plugin;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.farspan.protocol.function.PluginDescription;
import io.farspan.protocol.problem.Problem;

/**
 * The plugins of an application's functions.
 *
 * @param application the application's name
 * @param locations what each location has
 */
public record InstalledAnswer(String application, List<OfLocation> locations) {

    public InstalledAnswer {
        locations = List.copyOf(locations);
    }

    /**
     * What a location's function has.
     *
     * @param location the location
     * @param plugins those that can be called
     * @param faults what was left out there, and why
     * @param problem why nothing is known of it
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record OfLocation(
            String location,
            List<PluginDescription> plugins,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> faults,
            Optional<Problem> problem) {

        public OfLocation {
            plugins = List.copyOf(plugins);
            faults = List.copyOf(faults);
        }

        /** Nothing is known of it. */
        static OfLocation unknown(String location, Problem problem) {
            return new OfLocation(location, List.of(), List.of(), Optional.of(problem));
        }

        /** The plugin of that name. */
        Optional<PluginDescription> find(String name) {
            return plugins.stream().filter(plugin -> plugin.name().equals(name)).findAny();
        }
    }
}
