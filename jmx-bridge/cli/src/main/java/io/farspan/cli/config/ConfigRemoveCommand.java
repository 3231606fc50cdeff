package io.farspan.cli.config;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.profile.ProfileFile;
import io.farspan.cli.profile.Surroundings;

/** Removes a profile. */
@Command(name = "remove", description = "Removes a profile.")
public final class ConfigRemoveCommand implements Callable<ExitCode> {

    private final Surroundings surroundings;

    @Parameters(paramLabel = "PROFILE", description = "Its name.")
    private String name = "";

    /** The command. */
    public ConfigRemoveCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() {
        ProfileFile.read(surroundings.configFile()).without(name).write(surroundings.configFile());
        return ExitCode.OK;
    }
}
