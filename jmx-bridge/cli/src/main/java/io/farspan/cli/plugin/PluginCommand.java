package io.farspan.cli.plugin;

import java.util.concurrent.Callable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.profile.Surroundings;

/** The parent of the commands about plugins. */
@Command(name = "plugin", description = "Lists, describes and calls plugins of the functions.")
public final class PluginCommand implements Callable<ExitCode> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** The command with its subcommands. */
    public static CommandLine with(Surroundings surroundings) {
        return new CommandLine(new PluginCommand())
                .addSubcommand(new PluginListCommand(surroundings))
                .addSubcommand(new PluginCallCommand(surroundings));
    }

    @Override
    public ExitCode call() {
        throw new ParameterException(spec.commandLine(), "Say what about plugins: list or call.");
    }
}
