package io.farspan.cli.config;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.output.Table;
import io.farspan.cli.profile.Profile;
import io.farspan.cli.profile.Settings;
import io.farspan.cli.profile.Surroundings;

/** Shows the settings in force. */
@Command(name = "show", description = "Shows the settings in force, those of FARSPAN_* variables among them.")
public final class ConfigShowCommand implements Callable<ExitCode> {

    private final Surroundings surroundings;

    @Option(
            names = {"-p", "--profile"},
            paramLabel = "NAME",
            description = "A profile other than the one in use.")
    private Optional<String> profile = Optional.empty();

    /** The command. */
    public ConfigShowCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() {
        Settings settings = Settings.of(surroundings, profile, Map.of());
        Table table = Table.of("SETTING", "VALUE");
        table.row("file", surroundings.configFile().toString());
        table.row("profile", settings.profile());
        Profile.SETTINGS.forEach(name -> settings.find(name).ifPresent(value -> table.row(name, value)));
        table.print(surroundings.terminal());
        return ExitCode.OK;
    }
}
