package io.farspan.cli.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import io.farspan.cli.failure.CommandFailure;
import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.failure.ProblemText;
import io.farspan.cli.home.Target;
import io.farspan.cli.json.JsonTree;
import io.farspan.cli.output.Printable;
import io.farspan.cli.output.Table;
import io.farspan.cli.profile.Surroundings;
import io.farspan.cli.session.Labels;
import io.farspan.cli.session.Session;
import io.farspan.cli.session.Times;

/** Calls a plugin. */
@Command(name = "call", description = "Calls a plugin in every selected location at once.")
public final class PluginCallCommand implements Callable<ExitCode> {

    private static final Duration GRACE = Duration.ofSeconds(5);

    @Mixin
    private final Session session;

    @Mixin
    private final Labels labels = new Labels();

    @Option(
            names = "--body",
            paramLabel = "JSON",
            description = "What the plugin gets; @FILE reads a file, @- standard input.")
    private String body = "null";

    @Option(names = "--deadline", paramLabel = "TIME", description = "How long it may take, at most 29s (default: 5s).")
    private String deadline = "5s";

    @Parameters(arity = "1..2", paramLabel = "WORD", description = "[TARGET] PLUGIN")
    private List<String> words = List.of();

    /** The command. */
    public PluginCallCommand(Surroundings surroundings) {
        this.session = new Session(surroundings);
    }

    @Override
    public ExitCode call() throws Exception {
        Target asked = session.target(words.size() == 2 ? Optional.of(words.get(0)) : Optional.empty());
        String plugin = words.get(words.size() - 1);
        if (!plugin.matches("[a-z0-9-]{1,63}")) {
            throw new CommandFailure(
                    ExitCode.USAGE, "'" + plugin + "' is no plugin's name. 'farspan plugin list' lists them.");
        }
        Duration limit = Times.duration("--deadline", deadline);
        ObjectNode request = JsonTree.object();
        request.set("select", asked.select(labels.all()));
        request.set("body", document());
        request.put("deadlineMs", limit.toMillis());
        JsonNode answer = session.during("calling " + plugin + " for " + asked, () -> session.home()
                .post(Session.path(asked, "/plugins/" + plugin), request, limit.plus(GRACE)));
        session.show(answer, () -> table(answer), () -> names(answer));
        return conclude(answer);
    }

    private JsonNode document() {
        try {
            if (body.equals("@-")) {
                return JsonTree.read(System.in);
            }
            return JsonTree.read(body.startsWith("@") ? Files.readString(Path.of(body.substring(1))) : body);
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.USAGE, "--body cannot be read as JSON: " + e.getMessage(), e);
        }
    }

    private static List<String> names(JsonNode answer) {
        return answer.path("outcomes")
                .valueStream()
                .filter(outcome -> outcome.has("value"))
                .map(PluginCallCommand::whose)
                .toList();
    }

    private static String whose(JsonNode outcome) {
        return outcome.path("instance").asText(outcome.path("location").asText());
    }

    private static Table table(JsonNode answer) {
        Table table = Table.of("WHERE", "TOOK MS", "VALUE");
        for (JsonNode outcome : answer.path("outcomes")) {
            if (outcome.has("value")) {
                table.row(whose(outcome), outcome.path("tookMs").asText(), Printable.value(outcome.path("value")));
            }
        }
        return table;
    }

    private ExitCode conclude(JsonNode answer) {
        List<ExitCode> failures = new ArrayList<>();
        for (JsonNode outcome : answer.path("outcomes")) {
            if (outcome.path("problem").isObject()) {
                ProblemText problem = new ProblemText(outcome.path("problem"));
                failures.add(problem.exitCode());
                if (session.isForPeople()) {
                    session.terminal().note(Printable.line(whose(outcome)) + ": " + problem.text());
                }
            }
        }
        if (failures.isEmpty()) {
            return answer.path("partial").asBoolean() ? ExitCode.PARTIAL : ExitCode.OK;
        }
        return names(answer).isEmpty() ? failures.get(0) : ExitCode.PARTIAL;
    }
}
