package io.farspan.cli.config;

import java.util.concurrent.Callable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.profile.Surroundings;

/** The parent of the commands about profiles. */
@Command(name = "config", description = "Lists, shows, chooses, changes and removes profiles.")
public final class ConfigCommand implements Callable<ExitCode> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** The command with its subcommands. */
    public static CommandLine with(Surroundings surroundings) {
        return new CommandLine(new ConfigCommand())
                .addSubcommand(new ConfigListCommand(surroundings))
                .addSubcommand(new ConfigShowCommand(surroundings))
                .addSubcommand(new ConfigUseCommand(surroundings))
                .addSubcommand(new ConfigSetCommand(surroundings))
                .addSubcommand(new ConfigRemoveCommand(surroundings));
    }

    @Override
    public ExitCode call() {
        throw new ParameterException(spec.commandLine(), "Say what about profiles: list, show, use, set or remove.");
    }
}
