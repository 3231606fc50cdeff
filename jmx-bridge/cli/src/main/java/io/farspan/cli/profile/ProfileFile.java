package io.farspan.cli.profile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.farspan.cli.failure.CommandFailure;
import io.farspan.cli.failure.ExitCode;

/**
 * The configuration file: {@code use = NAME}, and a section {@code [NAME]} with lines {@code setting = value} for each
 * profile. A line that begins with {@code #} is a comment; comments are lost when the file is written.
 *
 * @param used the name of the profile that is used when none is named
 * @param profiles the profiles by name
 */
public record ProfileFile(Optional<String> used, Map<String, Profile> profiles) {

    public ProfileFile {
        profiles = new LinkedHashMap<>(profiles);
    }

    /** Reads the file; without one there are no profiles. */
    public static ProfileFile read(Path file) {
        try {
            return parse(file, Files.readAllLines(file, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return new ProfileFile(Optional.empty(), Map.of());
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "The configuration " + file + " cannot be read: " + e
                            + ". Correct it, or set FARSPAN_CONFIG to another.",
                    e);
        }
    }

    private static ProfileFile parse(Path file, List<String> lines) {
        Optional<String> used = Optional.empty();
        Map<String, Profile> profiles = new LinkedHashMap<>();
        Optional<Profile> current = Optional.empty();
        int number = 0;
        for (String line : lines) {
            number++;
            String text = line.strip();
            int equals = text.indexOf('=');
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            if (text.startsWith("[") && text.endsWith("]")) {
                current = Optional.of(
                        Profile.empty(text.substring(1, text.length() - 1).strip()));
            } else if (equals > 0 && current.isPresent()) {
                current = Optional.of(current.get()
                        .with(
                                text.substring(0, equals).strip(),
                                text.substring(equals + 1).strip()));
            } else if (equals > 0 && text.substring(0, equals).strip().equals("use")) {
                used = Optional.of(text.substring(equals + 1).strip());
            } else {
                throw new CommandFailure(
                        ExitCode.FAILED,
                        "Line " + number + " of " + file
                                + " is neither '[profile]' nor 'setting = value'. Correct or remove it.");
            }
            current.ifPresent(profile -> profiles.put(profile.name(), profile));
        }
        return new ProfileFile(used, profiles);
    }

    /**
     * A profile by its name.
     *
     * @throws CommandFailure when there is none
     */
    public Profile find(String name) {
        Profile found = profiles.get(name);
        if (found == null) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "There is no profile '" + name + "'; there are " + profiles.keySet()
                            + ". Make it with 'farspan config set " + "--profile " + name + " home=URL user=NAME'.");
        }
        return found;
    }

    /** The same with a profile that is new or changed; the first one is used from then on. */
    public ProfileFile with(Profile profile) {
        Map<String, Profile> changed = new LinkedHashMap<>(profiles);
        changed.put(profile.name(), profile);
        return new ProfileFile(used.or(() -> Optional.of(profile.name())), changed);
    }

    /** The same without a profile. */
    public ProfileFile without(String name) {
        Map<String, Profile> changed = new LinkedHashMap<>(profiles);
        changed.remove(find(name).name());
        return new ProfileFile(used.filter(kept -> !kept.equals(name)), changed);
    }

    /** The same with another profile in use. */
    public ProfileFile using(String name) {
        return new ProfileFile(Optional.of(find(name).name()), profiles);
    }

    /** Writes the file at once or not at all, for its owner alone. */
    public void write(Path file) {
        List<String> lines = new ArrayList<>();
        used.ifPresent(name -> lines.add("use = " + name));
        for (Profile profile : profiles.values()) {
            lines.add("");
            lines.add("[" + profile.name() + "]");
            profile.settings().forEach((setting, value) -> lines.add(setting + " = " + value));
        }
        try {
            Path folder = Files.createDirectories(file.toAbsolutePath().getParent());
            Path fresh = Files.createTempFile(folder, ".config", ".new"); // for the owner alone where that is known
            Files.write(fresh, lines, StandardCharsets.UTF_8);
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "The configuration " + file + " cannot be written: " + e + ". Make its folder writable, or set"
                            + " FARSPAN_CONFIG to another file.",
                    e);
        }
    }

    /** Whether others than its owner may read a file. */
    static boolean isOpenToOthers(Path file) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            return permissions.contains(PosixFilePermission.GROUP_READ)
                    || permissions.contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException e) {
            return false; // reading it says what is wrong
        }
    }
}
