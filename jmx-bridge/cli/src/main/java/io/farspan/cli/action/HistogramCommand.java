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

/** Counts the objects of many instances by class. */
@Command(
        name = "histo",
        description = "Counts objects and bytes by class over all selected instances, or what has changed since.")
public final class HistogramCommand implements Callable<ExitCode> {

    @Mixin
    private final Session session;

    @Mixin
    private final BeginOptions options = new BeginOptions();

    @Option(
            names = "--since",
            paramLabel = "ID",
            description =
                    "Show what has grown and shrunk since this earlier histogram; -o name prints a histogram's id.")
    private Optional<String> since = Optional.empty();

    @Option(names = "--all", description = "Count what is garbage, too, instead of collecting it first.")
    private boolean all;

    @Parameters(arity = "0..1", paramLabel = "TARGET", description = "Whose objects.")
    private Optional<String> target = Optional.empty();

    /** The command. */
    public HistogramCommand(Surroundings surroundings) {
        this.session = new Session(surroundings);
    }

    @Override
    public ExitCode call() throws Exception {
        ObjectNode arguments = JsonTree.object();
        since.map(ActionId::checked).ifPresent(id -> arguments.put("since", id));
        if (all) {
            arguments.put("all", true);
        }
        return options.begin(session, session.target(target), "histogram", arguments);
    }
}
