package io.farspan.cli.move;

import java.util.Optional;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.home.Target;
import io.farspan.cli.json.JsonTree;
import io.farspan.cli.profile.Surroundings;
import io.farspan.cli.session.Session;

/** Moves traffic away from a location. */
@Command(name = "failover", description = "Moves all traffic of a location to the others, or to one.")
public final class FailoverCommand implements Callable<ExitCode> {

    @Mixin
    private final Session session;

    @Mixin
    private final MoveOptions move = new MoveOptions();

    @Option(
            names = "--from",
            required = true,
            paramLabel = "LOCATION",
            description = "The location that traffic leaves.")
    private String from = "";

    @Option(names = "--to", paramLabel = "LOCATION", description = "Where it goes; all that can take it by default.")
    private Optional<String> to = Optional.empty();

    @Parameters(arity = "0..1", paramLabel = "TARGET", description = "The application.")
    private Optional<String> target = Optional.empty();

    /** The command. */
    public FailoverCommand(Surroundings surroundings) {
        this.session = new Session(surroundings);
    }

    @Override
    public ExitCode call() throws Exception {
        Target asked = session.application(target);
        ObjectNode request = JsonTree.object().put("from", from);
        to.ifPresent(location -> request.put("to", location));
        return move.move(session, asked, "/failover", request);
    }
}
