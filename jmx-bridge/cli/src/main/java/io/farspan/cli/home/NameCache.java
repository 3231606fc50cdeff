package io.farspan.cli.home;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The targets that a profile's home knows, a line each, where completion reads them without asking anybody.
 *
 * @param file the file, which need not exist
 */
public record NameCache(Path file) {

    /** That of a profile. */
    public static NameCache of(Path cacheFolder, String profile) {
        return new NameCache(cacheFolder.resolve("names-" + profile));
    }

    /** Replaces an application's names by those of an answer of {@code /instances} or {@code /map}. */
    public void learn(String application, JsonNode answer) {
        Set<String> names = new TreeSet<>();
        names.add(application);
        names.add(application + "/primary");
        for (JsonNode instance : answer.path("instances")) {
            String id = instance.path("id").asText();
            int slash = id.indexOf('/');
            if (id.matches("[a-z0-9-]+/[A-Za-z0-9._-]+")) { // shells split these lines
                names.add(application + "/" + id.substring(0, slash));
                names.add(application + "/" + id);
            }
        }
        try {
            if (Files.exists(file)) {
                Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                        .filter(name -> !name.equals(application) && !name.startsWith(application + "/"))
                        .forEach(names::add);
            }
            Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
            Path fresh = Files.createTempFile(folder, ".names", ".new");
            Files.write(fresh, names, StandardCharsets.UTF_8);
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // completion then knows fewer names
        }
    }
}
