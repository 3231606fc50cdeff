package io.farspan.cli.profile;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import io.farspan.cli.output.Terminal;

/**
 * What a command finds around it.
 *
 * @param terminal where it writes
 * @param environment the environment variables
 * @param userHome the person's folder
 * @param pause waits for a time; false when nothing is to follow
 * @param clock what time it is
 * @param nanos how much time passes, as {@link System#nanoTime} says it
 */
public record Surroundings(
        Terminal terminal,
        Map<String, String> environment,
        Path userHome,
        Predicate<Duration> pause,
        Clock clock,
        LongSupplier nanos) {

    public Surroundings {
        environment = Map.copyOf(environment);
    }

    /** An environment variable that has a value. */
    public Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
    }

    /** The configuration file, which need not exist. */
    public Path configFile() {
        return variable("FARSPAN_CONFIG").map(Path::of).orElseGet(() -> folder("XDG_CONFIG_HOME", ".config")
                .resolve("config"));
    }

    /** The folder of what can be made again. */
    public Path cacheFolder() {
        return folder("XDG_CACHE_HOME", ".cache");
    }

    private Path folder(String variable, String usual) {
        return variable(variable)
                .map(Path::of)
                .orElseGet(() -> userHome.resolve(usual))
                .resolve("farspan");
    }
}
