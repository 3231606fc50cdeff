package io.farspan.cli;

import java.util.concurrent.Callable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import io.farspan.cli.failure.ExitCode;

/** The root of all commands. */
@Command(
        name = "farspan",
        description = "Manages and troubleshoots an application in several clouds and datacenters as one.",
        footer = {
            "",
            "TARGET is APPLICATION, APPLICATION/LOCATION, APPLICATION/LOCATION/INSTANCE or APPLICATION/primary; the",
            "profile's application when it is left out.",
            "",
            "Exit codes: 0 done, 1 failed, 2 usage, 3 partly done, 4 not allowed, 5 unreachable, 6 not found, 7 try later."
        })
final class FarspanCommand implements Callable<ExitCode> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public ExitCode call() {
        throw new ParameterException(spec.commandLine(), "Say what to do; 'farspan --help' lists the commands.");
    }
}
