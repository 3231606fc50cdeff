package io.farspan.cli.policy;

import java.util.concurrent.Callable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.profile.Surroundings;

/** The parent of the commands about the policy. */
@Command(name = "policy", description = "Shows the lines of the policy, or checks a request against it.")
public final class PolicyCommand implements Callable<ExitCode> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** The command with its subcommands. */
    public static CommandLine with(Surroundings surroundings) {
        return new CommandLine(new PolicyCommand())
                .addSubcommand(new PolicyLinesCommand(surroundings))
                .addSubcommand(new PolicyCheckCommand(surroundings));
    }

    @Override
    public ExitCode call() {
        throw new ParameterException(spec.commandLine(), "Say what about the policy: lines or check.");
    }
}
