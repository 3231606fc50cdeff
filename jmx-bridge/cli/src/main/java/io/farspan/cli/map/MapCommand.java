package io.farspan.cli.map;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.home.Target;
import io.farspan.cli.output.Table;
import io.farspan.cli.profile.Surroundings;
import io.farspan.cli.session.Session;
import io.farspan.cli.session.Watch;

/** Shows the whole location map. */
@Command(name = "map", description = "Shows the location map of an application: home, functions, traffic, instances.")
public final class MapCommand implements Callable<ExitCode> {

    @Mixin
    private final Session session;

    @Mixin
    private final Watch watch = new Watch();

    @Parameters(arity = "0..1", paramLabel = "TARGET", description = "The application.")
    private Optional<String> target = Optional.empty();

    /** The command. */
    public MapCommand(Surroundings surroundings) {
        this.session = new Session(surroundings);
    }

    @Override
    public ExitCode call() throws Exception {
        Target asked = session.application(target);
        return watch.run(session, () -> {
            JsonNode map = session.during("reading the map of " + asked.application(), () -> session.home()
                    .get(Session.path(asked, "/map")));
            session.names().learn(asked.application(), map);
            session.show(map, () -> table(map), () -> names(asked, map));
            return MapFaults.conclude(session, map);
        });
    }

    private static List<String> names(Target asked, JsonNode map) {
        List<String> names = new ArrayList<>(List.of(asked.application()));
        map.path("functions")
                .forEach(function -> names.add(
                        asked.application() + "/" + function.path("location").asText()));
        map.path("instances")
                .forEach(instance -> names.add(
                        asked.application() + "/" + instance.path("id").asText()));
        return names;
    }

    private static Table table(JsonNode map) {
        Table table = Table.of("RECORD", "NAME", "VALUE");
        List<String> standby = new ArrayList<>();
        map.path("standby").forEach(location -> standby.add(location.asText()));
        table.row(
                "home",
                map.path("home").asText(),
                "epoch " + map.path("epoch").asText() + ", generation "
                        + map.path("generation").asText()
                        + (standby.isEmpty() ? "" : ", standby " + String.join(", ", standby)));
        JsonNode tool = map.path("tool");
        if (tool.isObject()) {
            table.row(
                    "tool",
                    tool.path("host").asText(),
                    "port " + tool.path("port").asText());
        }
        for (JsonNode function : map.path("functions")) {
            table.row(
                    "function",
                    function.path("location").asText(),
                    function.path("kind").asText() + " " + function.path("host").asText() + ":"
                            + function.path("port").asText()
                            + function.path("path").asText(""));
        }
        for (JsonNode traffic : map.path("traffic")) {
            table.row(
                    "traffic",
                    traffic.path("location").asText(),
                    "weight " + traffic.path("weight").asText() + " at "
                            + traffic.path("host").asText() + ":"
                            + traffic.path("port").asText());
        }
        for (JsonNode instance : map.path("instances")) {
            table.row(
                    "instance",
                    instance.path("id").asText(),
                    instance.path("state").asText() + " at "
                            + instance.path("address").asText() + ":"
                            + instance.path("port").asText());
        }
        return table;
    }
}
