package io.farspan.router.plugin;

import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.farspan.protocol.call.Role;
import io.farspan.protocol.function.PluginDescription;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;

/**
 * One plugin of an application's functions.
 *
 * @param application the application's name
 * @param plugin the plugin's name
 * @param locations what each location has of it
 */
public record InstalledPlugin(String application, String plugin, List<OfLocation> locations) {

    public InstalledPlugin {
        locations = List.copyOf(locations);
    }

    /**
     * The plugin in a location.
     *
     * @param location the location
     * @param version its version there
     * @param role the least role whose holder may call it there
     * @param changesState whether a call there may change anything
     * @param problem why it is not there, or is not known to be
     * @param relayed the location whose function stood in for its own: this is that one's plugin
     */
    @JsonInclude(JsonInclude.Include.NON_ABSENT)
    public record OfLocation(
            String location,
            Optional<String> version,
            Optional<Role> role,
            Optional<Boolean> changesState,
            Optional<Problem> problem,
            Optional<String> relayed) {}

    /**
     * One plugin among those installed.
     *
     * @throws FarspanException {@code PLUGIN_UNKNOWN} when no location has it
     */
    static InstalledPlugin of(String plugin, InstalledAnswer installed) {
        List<OfLocation> locations = installed.locations().stream()
                .map(location -> of(plugin, location))
                .toList();
        if (locations.stream().allMatch(location -> location.problem().isPresent())) {
            throw new FarspanException(ProblemCode.PLUGIN_UNKNOWN, unknown(plugin, installed));
        }
        return new InstalledPlugin(installed.application(), plugin, locations);
    }

    private static OfLocation of(String plugin, InstalledAnswer.OfLocation location) {
        Optional<PluginDescription> found = location.find(plugin);
        return new OfLocation(
                location.location(),
                found.map(PluginDescription::version),
                found.map(PluginDescription::role),
                found.map(PluginDescription::changesState),
                found.isPresent() ? Optional.empty() : Optional.of(location.lacks(plugin)),
                location.relayed());
    }

    private static String unknown(String plugin, InstalledAnswer installed) {
        List<String> unasked = installed.locations().stream()
                .filter(location -> location.problem().isPresent())
                .map(InstalledAnswer.OfLocation::location)
                .toList();
        return "No location of '" + installed.application() + "' has a plugin '" + plugin + "'"
                + (unasked.isEmpty() ? "" : ", as far as is known: the functions of " + unasked + " did not say")
                + ". The list of plugins, one level up, says what each location has and what was left out.";
    }
}
