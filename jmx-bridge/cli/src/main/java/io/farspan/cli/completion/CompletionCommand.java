package io.farspan.cli.completion;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import io.farspan.cli.failure.CommandFailure;
import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.profile.Surroundings;

/** Prints a completion script. */
@Command(
        name = "completion",
        description =
                "Prints the completion script of a shell, for its start-up file: eval \"$(farspan completion bash)\"")
public final class CompletionCommand implements Callable<ExitCode> {

    private final Surroundings surroundings;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
    private String shell = "";

    /** The command. */
    public CompletionCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public ExitCode call() {
        String candidates = CandidateScript.of(spec.root());
        String script =
                switch (shell) {
                    case "bash" -> ShellScripts.bash(candidates);
                    case "zsh" -> ShellScripts.zsh(candidates);
                    case "fish" -> ShellScripts.fish(candidates);
                    default ->
                        throw new CommandFailure(
                                ExitCode.USAGE, "The shell must be bash, zsh or fish, not '" + shell + "'.");
                };
        surroundings.terminal().out().print(script);
        surroundings.terminal().out().flush();
        return ExitCode.OK;
    }
}
