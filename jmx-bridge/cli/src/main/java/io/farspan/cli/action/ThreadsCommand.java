package io.farspan.cli.action;

import java.util.Optional;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.json.JsonTree;
import io.farspan.cli.profile.Surroundings;
import io.farspan.cli.session.Session;

/** Dumps the threads of many instances as one. */
@Command(
        name = "threads",
        description =
                "Dumps the threads of all selected instances: exhausted pools, deadlocks, and equal stacks as one.")
public final class ThreadsCommand implements Callable<ExitCode> {

    @Mixin
    private final Session session;

    @Mixin
    private final BeginOptions options = new BeginOptions();

    @Option(
            names = "--beans",
            description = "Ask ThreadMXBean, which every JVM has and a viewer may, instead of HotSpot's own dump.")
    private boolean beans;

    @Parameters(arity = "0..1", paramLabel = "TARGET", description = "Whose threads.")
    private Optional<String> target = Optional.empty();

    /** The command. */
    public ThreadsCommand(Surroundings surroundings) {
        this.session = new Session(surroundings);
    }

    @Override
    public ExitCode call() throws Exception {
        ObjectNode arguments = JsonTree.object();
        if (beans) {
            arguments.put("from", "beans");
        }
        return options.begin(session, session.target(target), "threads", arguments);
    }
}
