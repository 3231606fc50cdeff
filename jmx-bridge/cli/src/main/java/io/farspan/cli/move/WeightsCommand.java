package io.farspan.cli.move;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import io.farspan.cli.failure.CommandFailure;
import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.home.Target;
import io.farspan.cli.json.JsonTree;
import io.farspan.cli.output.Table;
import io.farspan.cli.profile.Surroundings;
import io.farspan.cli.session.Session;

/** Shows or sets traffic weights. */
@Command(
        name = "weights",
        description = "Shows the locations' traffic weights, or sets some: farspan weights shop aws1=25")
public final class WeightsCommand implements Callable<ExitCode> {

    @Mixin
    private final Session session;

    @Mixin
    private final MoveOptions move = new MoveOptions();

    @Parameters(
            arity = "0..*",
            paramLabel = "WORD",
            description = "[TARGET] [LOCATION=WEIGHT…]; a location that is not named keeps its weight.")
    private List<String> words = new ArrayList<>();

    /** The command. */
    public WeightsCommand(Surroundings surroundings) {
        this.session = new Session(surroundings);
    }

    @Override
    public ExitCode call() throws Exception {
        boolean named = !words.isEmpty() && !words.get(0).contains("=");
        Target asked = session.application(named ? Optional.of(words.get(0)) : Optional.empty());
        List<String> changes = words.subList(named ? 1 : 0, words.size());
        return changes.isEmpty() ? show(asked) : set(asked, changes);
    }

    private ExitCode show(Target asked) {
        JsonNode map = session.home().get(Session.path(asked, "/map"));
        session.show(
                map.path("traffic"),
                () -> {
                    Table table = Table.of("LOCATION", "WEIGHT", "ADDRESS");
                    map.path("traffic")
                            .forEach(traffic -> table.row(
                                    traffic.path("location").asText(),
                                    traffic.path("weight").asText(),
                                    traffic.path("host").asText() + ":"
                                            + traffic.path("port").asText()));
                    return table;
                },
                () -> map.path("traffic")
                        .valueStream()
                        .map(traffic -> traffic.path("location").asText() + "="
                                + traffic.path("weight").asText())
                        .toList());
        return ExitCode.OK;
    }

    private ExitCode set(Target asked, List<String> changes) throws Exception {
        ObjectNode request = JsonTree.object();
        ObjectNode weights = request.putObject("weights");
        for (String change : changes) {
            int equals = change.indexOf('=');
            String weight = change.substring(equals + 1);
            if (equals < 1 || !weight.matches("[0-9]{1,5}")) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "'" + change + "' must be a location and a weight from 0 to 65535, such as aws1=25.");
            }
            weights.put(change.substring(0, equals), Integer.parseInt(weight));
        }
        return move.move(session, asked, "/weights", request);
    }
}
