package io.farspan.cli.config;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.profile.ProfileFile;
import io.farspan.cli.profile.Surroundings;

/** Chooses the profile that is used when none is named. */
@Command(name = "use", description = "Chooses the profile that is used when none is named.")
public final class ConfigUseCommand implements Callable<ExitCode> {

    private final Surroundings surroundings;

    @Parameters(paramLabel = "PROFILE", description = "Its name.")
    private String name = "";

    /** The command. */
    public ConfigUseCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() {
        ProfileFile.read(surroundings.configFile()).using(name).write(surroundings.configFile());
        return ExitCode.OK;
    }
}
