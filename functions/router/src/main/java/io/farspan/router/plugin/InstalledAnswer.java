package io.farspan.router.plugin;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.farspan.protocol.function.PluginDescription;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;

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
     * @param relayed the location whose function stood in for its own: these are that one's plugins
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record OfLocation(
            String location,
            List<PluginDescription> plugins,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> faults,
            Optional<Problem> problem,
            Optional<String> relayed) {

        public OfLocation {
            plugins = List.copyOf(plugins);
            faults = List.copyOf(faults);
        }

        /** Nothing is known of it. */
        static OfLocation unknown(String location, Problem problem) {
            return new OfLocation(location, List.of(), List.of(), Optional.of(problem), Optional.empty());
        }

        /** Why it has no plugin of that name. */
        Problem lacks(String plugin) {
            return problem.orElseGet(() -> Problem.of(
                    ProblemCode.PLUGIN_UNKNOWN,
                    "The function of " + relayed.orElse(location) + " has no plugin '" + plugin
                            + "'. Install it there and start the function again, which looks for plugins once; the"
                            + " router asks it again within half a minute."
                            + (faults.isEmpty() ? "" : " Left out there: " + String.join(" ", faults))));
        }

        /** The plugin of that name. */
        Optional<PluginDescription> find(String name) {
            return plugins.stream().filter(plugin -> plugin.name().equals(name)).findAny();
        }
    }
}
