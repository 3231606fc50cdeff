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

/** Lists locations. */
@Command(name = "locations", description = "Lists the locations of an application, their functions and their traffic.")
public final class LocationsCommand implements Callable<ExitCode> {

    @Mixin
    private final Session session;

    @Mixin
    private final Watch watch = new Watch();

    @Parameters(arity = "0..1", paramLabel = "TARGET", description = "The application.")
    private Optional<String> target = Optional.empty();

    /** The command. */
    public LocationsCommand(Surroundings surroundings) {
        this.session = new Session(surroundings);
    }

    @Override
    public ExitCode call() throws Exception {
        Target asked = session.application(target);
        return watch.run(session, () -> {
            JsonNode answer = session.during("reading the map of " + asked.application(), () -> session.home()
                    .get(Session.path(asked, "/locations")));
            session.show(answer, () -> table(answer), () -> names(asked, answer));
            return MapFaults.conclude(session, answer);
        });
    }

    private static List<String> names(Target asked, JsonNode answer) {
        List<String> names = new ArrayList<>();
        answer.path("locations")
                .forEach(location -> names.add(
                        asked.application() + "/" + location.path("location").asText()));
        return names;
    }

    private static Table table(JsonNode answer) {
        Table table = Table.of("LOCATION", "HOME", "KIND", "INSTANCES", "WEIGHT", "FUNCTION");
        for (JsonNode location : answer.path("locations")) {
            table.row(
                    location.path("location").asText(),
                    location.path("home").asBoolean() ? "home" : "",
                    location.path("kind").asText(),
                    location.path("instances").asText(),
                    location.path("weight").asText(""),
                    location.path("function").asText());
        }
        return table;
    }
}
