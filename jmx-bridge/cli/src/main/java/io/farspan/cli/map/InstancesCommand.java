package io.farspan.cli.map;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import io.farspan.cli.failure.CommandFailure;
import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.home.Target;
import io.farspan.cli.output.Style;
import io.farspan.cli.output.Table;
import io.farspan.cli.profile.Surroundings;
import io.farspan.cli.session.Labels;
import io.farspan.cli.session.Session;
import io.farspan.cli.session.Watch;

/** Lists instances. */
@Command(name = "instances", description = "Lists the instances of an application or a location.")
public final class InstancesCommand implements Callable<ExitCode> {

    @Mixin
    private final Session session;

    @Mixin
    private final Labels labels = new Labels();

    @Mixin
    private final Watch watch = new Watch();

    @Parameters(
            arity = "0..1",
            paramLabel = "TARGET",
            description = "APPLICATION, APPLICATION/LOCATION or APPLICATION/LOCATION/INSTANCE.")
    private Optional<String> target = Optional.empty();

    /** The command. */
    public InstancesCommand(Surroundings surroundings) {
        this.session = new Session(surroundings);
    }

    @Override
    public ExitCode call() throws Exception {
        Target asked = session.target(target);
        if (asked.primary()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "The map lists instances, not which of them is the primary one. Name '" + asked.application()
                            + "' instead of '" + asked + "'.");
        }
        return watch.run(session, () -> {
            JsonNode answer = session.during("reading the map of " + asked.application(), () -> session.home()
                    .get(Session.path(asked, "/instances")));
            session.names().learn(asked.application(), answer);
            List<JsonNode> chosen = chosen(asked, answer);
            session.show(answer, () -> table(chosen), () -> chosen.stream()
                    .map(instance ->
                            asked.application() + "/" + instance.path("id").asText())
                    .toList());
            return MapFaults.conclude(session, answer);
        });
    }

    private List<JsonNode> chosen(Target asked, JsonNode answer) {
        List<JsonNode> chosen = new ArrayList<>();
        for (JsonNode instance : answer.path("instances")) {
            String id = instance.path("id").asText();
            boolean there = asked.instanceId().map(id::equals).orElse(true)
                    && asked.location()
                            .map(location -> id.startsWith(location + "/"))
                            .orElse(true);
            boolean labelled = labels.all().entrySet().stream().allMatch(label -> instance.path("labels")
                    .path(label.getKey())
                    .asText()
                    .equals(label.getValue()));
            if (there && labelled) {
                chosen.add(instance);
            }
        }
        return chosen;
    }

    private static Table table(List<JsonNode> instances) {
        Table table = Table.of("INSTANCE", "STATE", "AGENT", "SERVICE", "LABELS")
                .style("STATE", state -> state.equalsIgnoreCase("up") ? Style.GOOD : Style.WARNING);
        for (JsonNode instance : instances) {
            JsonNode service = instance.path("service");
            table.row(
                    instance.path("id").asText(),
                    instance.path("state").asText(),
                    instance.path("address").asText() + ":"
                            + instance.path("port").asText(),
                    service.isObject()
                            ? service.path("address").asText() + ":"
                                    + service.path("port").asText()
                                    + service.path("path").asText("")
                            : "",
                    instance.path("labels").properties().stream()
                            .map(InstancesCommand::label)
                            .collect(Collectors.joining(",")));
        }
        return table;
    }

    private static String label(Map.Entry<String, JsonNode> label) {
        return label.getKey() + "=" + label.getValue().asText();
    }
}
