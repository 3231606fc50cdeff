package io.farspan.cli.config;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;

import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.output.Table;
import io.farspan.cli.profile.ProfileFile;
import io.farspan.cli.profile.Surroundings;

/** Lists profiles. */
@Command(name = "list", description = "Lists the profiles; * marks the one in use.")
public final class ConfigListCommand implements Callable<ExitCode> {

    private final Surroundings surroundings;

    /** The command. */
    public ConfigListCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() {
        ProfileFile file = ProfileFile.read(surroundings.configFile());
        Table table = Table.of("USED", "PROFILE", "HOME", "USER", "APPLICATION");
        file.profiles()
                .values()
                .forEach(profile -> table.row(
                        file.used().filter(profile.name()::equals).isPresent() ? "*" : "",
                        profile.name(),
                        profile.setting("home").orElse(""),
                        profile.setting("user").orElse(""),
                        profile.setting("application").orElse("")));
        table.print(surroundings.terminal());
        return ExitCode.OK;
    }
}
