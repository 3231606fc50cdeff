package io.farspan.cli.diagnosis;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import io.farspan.cli.failure.CommandFailure;
import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.home.EventStream;
import io.farspan.cli.home.Query;
import io.farspan.cli.home.Target;
import io.farspan.cli.json.JsonTree;
import io.farspan.cli.output.Format;
import io.farspan.cli.output.Printable;
import io.farspan.cli.output.Style;
import io.farspan.cli.output.Table;
import io.farspan.cli.output.Terminal;
import io.farspan.cli.profile.Surroundings;
import io.farspan.cli.session.Session;

/** Says whether the application or the connection is at fault. */
@Command(name = "diagnose", description = "Says whether the application or the connection is at fault, and why.")
public final class DiagnoseCommand implements Callable<ExitCode> {

    private static final String HEALTHY = "HEALTHY";
    private static final Duration AGAIN = Duration.ofSeconds(2);

    @Mixin
    private final Session session;

    @Option(names = "--edges", description = "Also every edge that is probed.")
    private boolean edges;

    @Option(names = "--check", description = "Exit code 1 unless all is healthy.")
    private boolean check;

    @Option(
            names = {"-w", "--watch"},
            description = "Go on with each change until interrupted.")
    private boolean watching;

    @Parameters(arity = "0..1", paramLabel = "TARGET", description = "The application.")
    private Optional<String> target = Optional.empty();

    /** The command. */
    public DiagnoseCommand(Surroundings surroundings) {
        this.session = new Session(surroundings);
    }

    @Override
    public ExitCode call() throws Exception {
        Target asked = session.application(target);
        if (watching) {
            return follow(asked);
        }
        JsonNode report = session.during("asking for the diagnosis of " + asked.application(), () -> session.home()
                .get(Session.path(asked, "/diagnosis")));
        show(report);
        return check && !isHealthy(report) ? ExitCode.FAILED : ExitCode.OK;
    }

    private ExitCode follow(Target asked) {
        String before = "";
        boolean begun = false;
        do {
            try (InputStream in = session.home()
                    .open(Session.path(asked, "/diagnosis"), new Query(), Map.of("Accept", "text/event-stream"))) {
                begun = true;
                EventStream events = new EventStream(in);
                for (Optional<EventStream.Event> event = events.next(); event.isPresent(); event = events.next()) {
                    JsonNode report = JsonTree.read(event.get().data());
                    String now = String.join(",", verdicts(report));
                    if (!now.equals(before)) { // the report also comes again every 15 seconds
                        show(report);
                        before = now;
                    }
                    if (!session.terminal().isRead()) {
                        return ExitCode.OK;
                    }
                }
            } catch (IOException e) {
                session.terminal().note("The connection to home was cut (" + e.getMessage() + "); going on.");
            } catch (CommandFailure e) {
                if (!begun || !e.isPassing()) {
                    throw e;
                }
            }
        } while (session.terminal().isRead() && session.surroundings().pause().test(AGAIN));
        return ExitCode.OK;
    }

    private void show(JsonNode report) {
        session.show(report, () -> table(report), () -> verdicts(report));
        if (session.format() != Format.TABLE) {
            return;
        }
        Terminal terminal = session.terminal();
        for (JsonNode verdict : report.path("verdicts")) {
            verdict.path("evidence").forEach(line -> terminal.out()
                    .println(terminal.styled(
                            Style.FAINT, "  " + verdict.path("kind").asText() + ": " + Printable.value(line))));
        }
        if (edges) {
            edgeTable(report).print(terminal);
        }
        terminal.out().flush();
    }

    private static boolean isHealthy(JsonNode report) {
        return report.path("verdicts")
                .valueStream()
                .allMatch(verdict -> verdict.path("kind").asText().equals(HEALTHY));
    }

    private static List<String> verdicts(JsonNode report) {
        List<String> verdicts = new ArrayList<>();
        report.path("verdicts")
                .forEach(verdict -> verdicts.add(verdict.path("kind").asText() + " "
                        + verdict.path("component").asText()));
        return verdicts;
    }

    private static Table table(JsonNode report) {
        Table table = Table.of("VERDICT", "COMPONENT", "CONFIDENCE", "WITNESSES", "SINCE")
                .style("VERDICT", kind -> kind.equals(HEALTHY) ? Style.GOOD : Style.BAD);
        for (JsonNode verdict : report.path("verdicts")) {
            table.row(
                    verdict.path("kind").asText(),
                    verdict.path("component").asText(),
                    verdict.path("confidence").asText(),
                    verdict.path("witnesses").asText(),
                    verdict.path("since").asText());
        }
        return table;
    }

    private static Table edgeTable(JsonNode report) {
        Table table = Table.of("FROM", "TO", "STATE", "REACHED", "STAGE", "PHI", "SINCE");
        for (JsonNode edge : report.path("edges")) {
            table.row(
                    edge.path("from").asText(),
                    edge.path("to").asText(),
                    edge.path("state").asText(),
                    edge.path("reached").asText() + "/" + edge.path("attempts").asText(),
                    edge.path("stage").asText(""),
                    edge.path("phi").asText(),
                    edge.path("since").asText());
        }
        return table;
    }
}
