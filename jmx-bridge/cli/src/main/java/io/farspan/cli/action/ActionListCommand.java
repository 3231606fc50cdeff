package io.farspan.cli.action;

import java.util.Optional;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.home.Query;
import io.farspan.cli.home.Target;
import io.farspan.cli.output.Printable;
import io.farspan.cli.output.Table;
import io.farspan.cli.profile.Surroundings;
import io.farspan.cli.session.Session;
import io.farspan.cli.session.Watch;

/** Lists actions. */
@Command(name = "list", description = "Lists the actions of an application, newest first.")
public final class ActionListCommand implements Callable<ExitCode> {

    @Mixin
    private final Session session;

    @Mixin
    private final Watch watch = new Watch();

    @Option(names = "--kinds", description = "List instead what can be begun, and the least role whose holder may.")
    private boolean kinds;

    @Option(names = "--before", paramLabel = "ID", description = "Actions before this one.")
    private Optional<String> before = Optional.empty();

    @Option(names = "--limit", paramLabel = "N", description = "The most actions, 1 to 100 (default: 20).")
    private int limit = 20;

    @Parameters(arity = "0..1", paramLabel = "TARGET", description = "The application.")
    private Optional<String> target = Optional.empty();

    /** The command. */
    public ActionListCommand(Surroundings surroundings) {
        this.session = new Session(surroundings);
    }

    @Override
    public ExitCode call() throws Exception {
        Target asked = session.application(target);
        return watch.run(session, () -> list(asked));
    }

    private ExitCode list(Target asked) throws Exception {
        Query query = new Query().with("before", before.map(ActionId::checked)).with("limit", Integer.toString(limit));
        JsonNode page =
                session.during("reading the actions", () -> session.home().get(Session.path(asked, "/actions"), query));
        session.show(
                page, () -> kinds ? kinds(page) : actions(asked, page), () -> page.path(kinds ? "kinds" : "actions")
                        .valueStream()
                        .map(one -> Printable.value(one.path(kinds ? "name" : "id")))
                        .toList());
        if (!kinds && session.isForPeople() && page.hasNonNull("next")) {
            session.terminal().note("There are more: --before " + Printable.value(page.path("next")));
        }
        return ExitCode.OK;
    }

    private static Table kinds(JsonNode page) {
        Table table = Table.of("ACTION", "ROLE", "WHAT IT DOES");
        page.path("kinds")
                .forEach(kind -> table.row(
                        kind.path("name").asText(),
                        kind.path("role").asText(),
                        kind.path("summary").asText()));
        return table;
    }

    private static Table actions(Target asked, JsonNode page) {
        Table table = ActionReport.states();
        page.path("actions").forEach(action -> new ActionReport(asked, action).addTo(table));
        return table;
    }
}
