package io.farspan.cli.move;

import java.time.Duration;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Option;

import io.farspan.cli.failure.CommandFailure;
import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.home.Target;
import io.farspan.cli.output.Format;
import io.farspan.cli.output.Printable;
import io.farspan.cli.output.Table;
import io.farspan.cli.output.Terminal;
import io.farspan.cli.session.Session;

/** The options of a move, and the move: its plan is shown and confirmed before it is committed. */
final class MoveOptions {

    /** A move waits for the map, for caching resolvers and, of home, for the standby. */
    private static final Duration LIMIT = Duration.ofMinutes(3);

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; the ledger records it.")
    private Optional<String> reason = Optional.empty();

    @Option(names = "--dry-run", description = "Show what would change, and whether a rule forbids it; change nothing.")
    private boolean dryRun;

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask before committing.")
    private boolean yes;

    /** Plans the move and, unless it is a dry run or a rule forbids it, commits it. */
    ExitCode move(Session session, Target target, String resource, ObjectNode request) throws Exception {
        request.put(
                "reason",
                reason.orElseThrow(() -> new CommandFailure(
                        ExitCode.USAGE, "--reason is required: say in a few words why, for the ledger.")));
        if (dryRun) {
            JsonNode plan = send(session, target, resource, request, true);
            show(session, plan);
            return plan.path("refusals").isEmpty() ? ExitCode.OK : ExitCode.FAILED;
        }
        if (!yes) {
            confirm(session, target, resource, request);
        }
        JsonNode done = send(session, target, resource, request, false);
        show(session, done);
        return conclude(session, done);
    }

    private static JsonNode send(Session session, Target target, String resource, ObjectNode request, boolean dryRun)
            throws Exception {
        ObjectNode body = request.deepCopy().put("dryRun", dryRun);
        return session.during(
                dryRun ? "planning" : "moving, then waiting for the map and the resolvers",
                () -> session.home().post(Session.path(target, resource), body, LIMIT));
    }

    private void confirm(Session session, Target target, String resource, ObjectNode request) throws Exception {
        Terminal terminal = session.terminal();
        if (terminal.console().isEmpty()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "Nobody can be asked to confirm this here. Say --yes to commit it, or --dry-run to see it.");
        }
        JsonNode plan = send(session, target, resource, request, true);
        table(plan).print(terminal);
        sayRefusals(terminal, plan);
        String answer = terminal.console().get().readLine("Commit this for %s? [y/N] ", target.application());
        if (answer == null || !answer.strip().equalsIgnoreCase("y")) {
            throw new CommandFailure(ExitCode.FAILED, "Nothing was changed.");
        }
    }

    private static void show(Session session, JsonNode plan) {
        session.show(plan, () -> table(plan), () -> plan.path("diff")
                .valueStream()
                .map(change -> Printable.value(change.path("record")))
                .toList());
        if (session.format() == Format.TABLE) {
            sayRefusals(session.terminal(), plan);
        }
    }

    private static void sayRefusals(Terminal terminal, JsonNode plan) {
        plan.path("refusals")
                .forEach(refusal -> terminal.note("rule " + Printable.value(refusal.path("rule")) + " forbids it: "
                        + Printable.value(refusal.path("detail"))));
    }

    private static Table table(JsonNode plan) {
        Table table = Table.of("RECORD", "BEFORE", "AFTER");
        plan.path("diff")
                .forEach(change -> table.row(
                        change.path("record").asText(),
                        change.path("before").asText(),
                        change.path("after").asText()));
        return table;
    }

    private static ExitCode conclude(Session session, JsonNode plan) {
        String epoch = plan.path("epoch").asText();
        if (!plan.path("committed").asBoolean()) {
            boolean nothing =
                    plan.path("diff").isEmpty() && plan.path("refusals").isEmpty();
            say(session, nothing ? "Nothing had to be changed." : "Nothing was committed.");
            return nothing ? ExitCode.OK : ExitCode.FAILED;
        }
        if (plan.path("verified").asBoolean()) {
            say(session, "Committed under epoch " + epoch + " and seen in the map.");
            return ExitCode.OK;
        }
        say(
                session,
                "Committed under epoch " + epoch
                        + ", but not yet seen everywhere. 'farspan map' says what the map's server answers; resolvers follow"
                        + " within the records' time to live.");
        return ExitCode.PARTIAL;
    }

    private static void say(Session session, String text) {
        if (session.isForPeople()) {
            session.terminal().note(text);
        }
    }
}
