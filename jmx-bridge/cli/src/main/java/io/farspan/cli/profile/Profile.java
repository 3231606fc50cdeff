package io.farspan.cli.profile;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.farspan.cli.failure.CommandFailure;
import io.farspan.cli.failure.ExitCode;

/**
 * A named set of settings. A password is none of them: where it comes from is.
 *
 * @param name the profile's name
 * @param settings the settings that it has, by name
 */
public record Profile(String name, Map<String, String> settings) {

    /** What a profile may have. */
    public static final List<String> SETTINGS = List.of(
            "home", "user", "application", "password-file", "password-command", "token-file", "certificates", "output");

    public Profile {
        if (!name.matches("[A-Za-z0-9_.-]{1,63}")) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "A profile's name has 1 to 63 letters, digits, '-', '_' or '.', unlike '" + name + "'.");
        }
        settings = new TreeMap<>(settings);
    }

    /** A profile without settings. */
    public static Profile empty(String name) {
        return new Profile(name, Map.of());
    }

    /** A setting. */
    public Optional<String> setting(String name) {
        return Optional.ofNullable(settings.get(name)).filter(value -> !value.isEmpty());
    }

    /** The same with another setting; an empty value takes it away. */
    public Profile with(String setting, String value) {
        if (setting.equals("password") || setting.equals("token")) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "A " + setting
                            + " is never kept in the configuration. Write it into a file that only you can read and"
                            + " set " + setting + "-file"
                            + (setting.equals("password")
                                    ? ", or set password-command to a program that prints it."
                                    : "."));
        }
        if (!SETTINGS.contains(setting)) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "There is no setting '" + setting + "'. Settings are " + String.join(", ", SETTINGS) + ".");
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new CommandFailure(ExitCode.USAGE, "The value of '" + setting + "' must be one line.");
        }
        Map<String, String> changed = new TreeMap<>(settings);
        if (value.isEmpty()) {
            changed.remove(setting);
        } else {
            changed.put(setting, value);
        }
        return new Profile(name, changed);
    }
}
