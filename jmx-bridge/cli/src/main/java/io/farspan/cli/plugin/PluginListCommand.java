package io.farspan.cli.plugin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.failure.ProblemText;
import io.farspan.cli.home.Target;
import io.farspan.cli.output.Printable;
import io.farspan.cli.output.Table;
import io.farspan.cli.profile.Surroundings;
import io.farspan.cli.session.Session;

/** Lists plugins. */
@Command(name = "list", description = "Lists the plugins of each location, and what was left out there.")
public final class PluginListCommand implements Callable<ExitCode> {

    @Mixin
    private final Session session;

    @Parameters(arity = "0..1", paramLabel = "TARGET", description = "The application.")
    private Optional<String> target = Optional.empty();

    /** The command. */
    public PluginListCommand(Surroundings surroundings) {
        this.session = new Session(surroundings);
    }

    @Override
    public ExitCode call() throws Exception {
        Target asked = session.application(target);
        JsonNode answer = session.during("asking the functions of " + asked.application(), () -> session.home()
                .get(Session.path(asked, "/plugins")));
        session.show(answer, () -> table(answer), () -> names(answer));
        boolean partial = false;
        for (JsonNode location : answer.path("locations")) {
            String name = location.path("location").asText();
            if (location.path("problem").isObject()) {
                partial = true;
                say("location " + name + ": " + new ProblemText(location.path("problem")).line());
            }
            location.path("faults").forEach(fault -> say("left out in " + name + ": " + Printable.value(fault)));
        }
        return partial ? ExitCode.PARTIAL : ExitCode.OK;
    }

    private void say(String text) {
        if (session.isForPeople()) {
            session.terminal().note(text);
        }
    }

    private static List<String> names(JsonNode answer) {
        List<String> names = new ArrayList<>();
        answer.path("locations").forEach(location -> location.path("plugins")
                .forEach(plugin -> names.add(Printable.value(plugin.path("name")))));
        return names.stream().distinct().sorted().toList();
    }

    private static Table table(JsonNode answer) {
        Table table = Table.of("LOCATION", "PLUGIN", "VERSION", "ROLE", "CHANGES");
        for (JsonNode location : answer.path("locations")) {
            for (JsonNode plugin : location.path("plugins")) {
                table.row(
                        location.path("location").asText(),
                        plugin.path("name").asText(),
                        plugin.path("version").asText(),
                        plugin.path("role").asText(),
                        plugin.path("changesState").asBoolean() ? "yes" : "");
            }
        }
        return table;
    }
}
