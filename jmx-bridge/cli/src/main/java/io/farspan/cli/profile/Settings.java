package io.farspan.cli.profile;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The settings in force: options before environment variables ({@code FARSPAN_HOME}, {@code FARSPAN_PASSWORD_FILE} …) before
 * the profile.
 */
public final class Settings {

    private final Surroundings surroundings;
    private final Map<String, String> options;
    private final Profile profile;

    private Settings(Surroundings surroundings, Map<String, String> options, Profile profile) {
        this.surroundings = surroundings;
        this.options = Map.copyOf(options);
        this.profile = profile;
    }

    /**
     * Reads the configuration file.
     *
     * @param named the profile that an option names; otherwise {@code FARSPAN_PROFILE} or the one in use
     * @param options settings that options give
     */
    public static Settings of(Surroundings surroundings, Optional<String> named, Map<String, String> options) {
        ProfileFile file = ProfileFile.read(surroundings.configFile());
        Profile profile = named.or(() -> surroundings.variable("FARSPAN_PROFILE"))
                .or(file::used)
                .map(file::find)
                .orElseGet(() -> Profile.empty("default"));
        return new Settings(surroundings, options, profile);
    }

    /** The name of the profile; {@code default} when there is none. */
    public String profile() {
        return profile.name();
    }

    /** A setting's value. */
    public Optional<String> find(String setting) {
        return first(setting).map(Found::value);
    }

    /**
     * A setting that has a value.
     *
     * @param setting its name
     * @param value its value
     */
    public record Found(String setting, String value) {}

    /**
     * The first of some settings, each of which takes the others' place: what an option says before what a variable says
     * before what the profile says, whichever of the settings it is.
     */
    public Optional<Found> first(String... alternatives) {
        List<Function<String, Optional<String>>> sources =
                List.of(name -> Optional.ofNullable(options.get(name)), this::variable, profile::setting);
        return sources.stream()
                .flatMap(source -> Stream.of(alternatives)
                        .flatMap(name -> source.apply(name).map(value -> new Found(name, value)).stream()))
                .findFirst();
    }

    private Optional<String> variable(String setting) {
        return surroundings.variable(
                "FARSPAN_" + setting.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
