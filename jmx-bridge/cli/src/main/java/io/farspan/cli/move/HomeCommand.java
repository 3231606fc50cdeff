package io.farspan.cli.move;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.home.Target;
import io.farspan.cli.json.JsonTree;
import io.farspan.cli.output.Table;
import io.farspan.cli.profile.Surroundings;
import io.farspan.cli.session.Session;

/** Shows or moves home. */
@Command(name = "home", description = "Shows which location is home, or hands home over: farspan home shop --to aws1")
public final class HomeCommand implements Callable<ExitCode> {

    @Mixin
    private final Session session;

    @Mixin
    private final MoveOptions move = new MoveOptions();

    @Option(names = "--to", paramLabel = "LOCATION", description = "The standby that becomes home.")
    private Optional<String> to = Optional.empty();

    @Parameters(arity = "0..1", paramLabel = "TARGET", description = "The application.")
    private Optional<String> target = Optional.empty();

    /** The command. */
    public HomeCommand(Surroundings surroundings) {
        this.session = new Session(surroundings);
    }

    @Override
    public ExitCode call() throws Exception {
        Target asked = session.application(target);
        return to.isPresent() ? moveTo(asked, to.get()) : show(asked);
    }

    private ExitCode moveTo(Target asked, String location) throws Exception {
        return move.move(session, asked, "/home", JsonTree.object().put("to", location));
    }

    private ExitCode show(Target asked) {
        JsonNode map = session.home().get(Session.path(asked, "/map"));
        ObjectNode home = JsonTree.object();
        for (String member : List.of("application", "home", "standby", "epoch", "asOf", "stale")) {
            home.set(
                    member, map.path(member).isMissingNode() ? JsonTree.object().nullNode() : map.path(member));
        }
        session.show(
                home,
                () -> Table.of("HOME", "STANDBY", "EPOCH")
                        .row(
                                map.path("home").asText(),
                                map.path("standby")
                                        .valueStream()
                                        .map(JsonNode::asText)
                                        .collect(Collectors.joining(",")),
                                map.path("epoch").asText()),
                () -> List.of(map.path("home").asText()));
        return ExitCode.OK;
    }
}
