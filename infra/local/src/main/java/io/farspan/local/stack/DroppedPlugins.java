package io.farspan.local.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.farspan.local.lambda.LambdaHost;

/**
 * Jars dropped into the functions' packages as an operator drops them: into a layer of the Lambda, into the function app's
 * {@code lib}, into the server's {@code plugins}. The packages as they were built stay as they are; a copy gets them.
 */
final class DroppedPlugins {

    private final Run run;

    DroppedPlugins(Run run) {
        this.run = run;
    }

    private boolean none() {
        return run.options().plugins.isEmpty();
    }

    /** The variable that gives the Lambda's host its layers. */
    Map<String, String> layer() throws IOException {
        if (none()) {
            return Map.of();
        }
        Path layers = run.work().resolve("layers");
        drop(layers.resolve("java/lib"));
        return Map.of(LambdaHost.LAYERS, layers.toString());
    }

    /** The function app. */
    Path azure() throws IOException {
        Path built = run.artefacts().azure();
        if (none()) {
            return built;
        }
        Path app = run.work().resolve("azure-app");
        copy(built, app);
        drop(app.resolve("lib"));
        return app;
    }

    /** The server's {@code quarkus-run.jar}. */
    Path server() throws IOException {
        Path built = run.artefacts().server();
        if (none()) {
            return built;
        }
        Path app = run.work().resolve("server-app");
        copy(Objects.requireNonNull(built.getParent()), app);
        drop(app.resolve("plugins"));
        return app.resolve(built.getFileName());
    }

    private void drop(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Path jar : run.options().plugins) {
            Path target = folder.resolve(jar.getFileName());
            if (!Files.exists(target)) {
                Files.copy(jar, target);
            }
        }
    }

    /** A function that is started again finds what is there. */
    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else if (!Files.exists(target)) {
                    Files.copy(file, target);
                }
            }
        }
    }
}
