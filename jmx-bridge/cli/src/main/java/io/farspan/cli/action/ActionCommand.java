package io.farspan.cli.action;

import java.util.concurrent.Callable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.profile.Surroundings;

/** The parent of the commands about troubleshooting actions. */
@Command(name = "action", description = "Begins, lists, shows and cancels troubleshooting actions.")
public final class ActionCommand implements Callable<ExitCode> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** The command with its subcommands. */
    public static CommandLine with(Surroundings surroundings) {
        return new CommandLine(new ActionCommand())
                .addSubcommand(new ActionBeginCommand(surroundings))
                .addSubcommand(new ActionListCommand(surroundings))
                .addSubcommand(new ActionShowCommand(surroundings))
                .addSubcommand(new ActionCancelCommand(surroundings));
    }

    @Override
    public ExitCode call() {
        throw new ParameterException(spec.commandLine(), "Say what about actions: begin, list, show or cancel.");
    }
}
