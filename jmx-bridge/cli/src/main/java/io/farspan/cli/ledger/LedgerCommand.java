package io.farspan.cli.ledger;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.home.Query;
import io.farspan.cli.output.Printable;
import io.farspan.cli.output.Table;
import io.farspan.cli.profile.Surroundings;
import io.farspan.cli.session.Session;
import io.farspan.cli.session.Times;
import io.farspan.cli.session.Watch;

/** Shows the ledger. */
@Command(name = "ledger", description = "Shows who changed what, when and why, newest first; or verifies the ledger.")
public final class LedgerCommand implements Callable<ExitCode> {

    private static final String OWN = "_farspan";

    @Mixin
    private final Session session;

    @Mixin
    private final Watch watch = new Watch();

    @Option(
            names = "--kind",
            paramLabel = "KIND",
            description = "call, map, policy, verdict, failover, home, action or login.")
    private Optional<String> kind = Optional.empty();

    @Option(names = "--who", paramLabel = "NAME", description = "A user, or farspan for what was automatic.")
    private Optional<String> who = Optional.empty();

    @Option(names = "--since", paramLabel = "TIME", description = "An instant, or how long ago.")
    private Optional<String> since = Optional.empty();

    @Option(names = "--before", paramLabel = "N", description = "Entries before this number.")
    private Optional<Long> before = Optional.empty();

    @Option(names = "--limit", paramLabel = "N", description = "The most entries, 1 to 1000 (default: 20).")
    private int limit = 20;

    @Option(names = "--verify", description = "Verify the hash chain instead; exit code 1 when it is broken.")
    private boolean verify;

    @Parameters(
            arity = "0..1",
            paramLabel = "TARGET",
            description = "The application, or _farspan for what belongs to none, such as failed logins.")
    private Optional<String> target = Optional.empty();

    /** The command. */
    public LedgerCommand(Surroundings surroundings) {
        this.session = new Session(surroundings);
    }

    @Override
    public ExitCode call() throws Exception {
        String path = target.filter(OWN::equals).isPresent()
                ? "/api/v1/applications/" + OWN + "/ledger"
                : Session.path(session.application(target), "/ledger");
        return verify ? verification(path) : watch.run(session, () -> entries(path));
    }

    private ExitCode entries(String path) throws Exception {
        Query query = new Query()
                .with("kind", kind)
                .with("who", who)
                .with(
                        "since",
                        since.map(text -> Times.instant(
                                "--since", text, session.surroundings().clock())))
                .with("before", before)
                .with("limit", Integer.toString(limit));
        JsonNode page =
                session.during("reading the ledger", () -> session.home().get(path, query));
        session.show(page, () -> table(page), () -> page.path("entries")
                .valueStream()
                .map(entry -> Printable.value(entry.path("sequence")))
                .toList());
        if (session.isForPeople()) {
            if (page.hasNonNull("trouble")) {
                session.terminal().note("note: " + Printable.value(page.path("trouble")));
            }
            if (page.path("waiting").asInt() > 0) {
                session.terminal()
                        .note("note: " + page.path("waiting").asInt() + " entries are not in the database yet");
            }
        }
        return page.path("complete").asBoolean(true) ? ExitCode.OK : ExitCode.PARTIAL;
    }

    private static Table table(JsonNode page) {
        Table table = Table.of("NUMBER", "AT", "KIND", "WHO", "WHAT", "WHY");
        for (JsonNode recorded : page.path("entries")) {
            JsonNode entry = recorded.path("entry").isObject() ? recorded.path("entry") : recorded;
            table.row(
                    recorded.path("sequence").asText(""),
                    entry.path("at").asText(),
                    entry.path("kind").asText(),
                    entry.path("who").asText(),
                    entry.path("what").asText(),
                    entry.path("why").asText());
        }
        return table;
    }

    private ExitCode verification(String path) throws Exception {
        JsonNode answer =
                session.during("verifying every entry", () -> session.home().get(path + "/verification"));
        boolean intact = answer.path("intact").asBoolean();
        session.show(
                answer,
                () -> Table.of("INTACT", "PROBLEM")
                        .row(intact ? "yes" : "no", answer.path("problem").asText("")),
                () -> List.of(intact ? "intact" : "broken"));
        return intact ? ExitCode.OK : ExitCode.FAILED;
    }
}
