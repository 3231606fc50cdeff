package io.farspan.function.server;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/** The folder {@code plugins} beside {@code quarkus-run.jar}: where plugins are when no setting says otherwise. */
final class PluginsBeside {

    private static final String SETTING = "farspan.plugins";

    private PluginsBeside() {}

    /** The settings, and that folder where they name none. */
    static Function<String, Optional<String>> the(Function<String, Optional<String>> settings) {
        return key -> {
            Optional<String> set = settings.apply(key);
            return set.isPresent() || !key.equals(SETTING) ? set : folder();
        };
    }

    /** {@code java -jar} makes the jar the whole class path. */
    private static Optional<String> folder() {
        try {
            Path folder = Path.of(System.getProperty("java.class.path"))
                    .toAbsolutePath()
                    .resolveSibling("plugins");
            return Files.isDirectory(folder) ? Optional.of(folder.toString()) : Optional.empty();
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
