package io.farspan.cli.action;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.failure.ProblemText;
import io.farspan.cli.home.Target;
import io.farspan.cli.output.Printable;
import io.farspan.cli.output.Table;
import io.farspan.cli.output.Terminal;
import io.farspan.cli.session.Session;

/**
 * An action as home shows it.
 *
 * @param target whose action it is
 * @param document the API's document
 */
record ActionReport(Target target, JsonNode document) {

    /** As many failures are said one by one. */
    private static final int MOST_SAID = 20;

    /** Asks for an action. */
    static ActionReport find(Session session, Target target, String id) {
        return new ActionReport(target, session.home().get(path(target, id)));
    }

    /** Where an action is found. */
    static String path(Target target, String id) {
        return Session.path(target, "/actions/" + ActionId.checked(id));
    }

    String id() {
        return Printable.value(document.path("id"));
    }

    boolean isRunning() {
        return state().equals("RUNNING");
    }

    /** Whether it was cancelled, which is shown at once, and its results are not there yet. */
    boolean isMerging() {
        return state().equals("CANCELLED") && !document.hasNonNull("merged") && !document.hasNonNull("hidden");
    }

    private String state() {
        return document.path("state").asText();
    }

    private int count(String which) {
        return document.path("progress").path(which).asInt();
    }

    /** How far it is, in a few words. */
    String progress() {
        return Printable.line(document.path("action").asText("action")) + " of " + target + ": "
                + (count("instances") - count("pending")) + " of " + count("instances") + " instances";
    }

    /** A table for actions of which only the state is shown. */
    static Table states() {
        return Table.of("ID", "ACTION", "STATE", "INSTANCES", "BY", "STARTED", "REASON");
    }

    /** Adds its row to such a table. */
    void addTo(Table table) {
        table.row(
                document.path("id").asText(),
                document.path("action").asText(),
                state(),
                (count("instances") - count("pending")) + "/" + count("instances"),
                document.path("by").asText(),
                document.path("started").asText(),
                document.path("reason").asText());
    }

    /** Shows how far it is. */
    void showState(Session session) {
        session.show(
                document,
                () -> {
                    Table table = states();
                    addTo(table);
                    return table;
                },
                () -> List.of(id()));
    }

    /** Shows what it came to, or how far it is. */
    void show(Session session) {
        session.show(document, this::print, () -> List.of(id()));
    }

    private void print(Terminal terminal) {
        if (document.path("merged").isObject()) {
            MergedResult.print(terminal, document.path("action").asText(), document.path("merged"));
            return;
        }
        Table table = states();
        addTo(table);
        table.print(terminal);
        Table outcomes = Table.of("INSTANCE", "STATE", "TOOK MS", "RESULT");
        document.path("outcomes")
                .forEach(outcome -> outcomes.row(
                        outcome.path("instance").asText(),
                        outcome.path("state").asText(),
                        outcome.path("tookMs").asText(),
                        outcome.has("result")
                                ? Printable.value(outcome.path("result"))
                                : outcome.path("bytes").asText() + " bytes"));
        if (!outcomes.isEmpty()) {
            terminal.out().println();
            outcomes.print(terminal);
        }
    }

    /** Says what failed and what to do next, to people, and what the exit code is. */
    ExitCode conclude(Session session) {
        List<ProblemText> problems = new ArrayList<>();
        for (JsonNode outcome : document.path("outcomes")) {
            if (outcome.path("problem").isObject()) {
                problems.add(new ProblemText(outcome.path("problem")));
            }
        }
        if (session.isForPeople()) {
            sayFailures(session.terminal());
            sayMore(session.terminal());
        }
        boolean some = count("answered") > 0;
        return switch (state()) {
            case "RUNNING" -> ExitCode.LATER;
            case "DONE" -> {
                if (count("instances") == 0) {
                    yield ExitCode.NOT_FOUND;
                }
                if (count("failed") + count("unknown") == 0) {
                    yield ExitCode.OK;
                }
                yield some || problems.isEmpty()
                        ? ExitCode.PARTIAL
                        : problems.get(0).exitCode();
            }
            case "TIMED_OUT" -> some ? ExitCode.PARTIAL : ExitCode.UNREACHABLE;
            default -> ExitCode.FAILED;
        };
    }

    private void sayFailures(Terminal terminal) {
        int said = 0;
        int more = 0;
        for (JsonNode outcome : document.path("outcomes")) {
            if (!outcome.path("problem").isObject()) {
                continue;
            }
            if (said == MOST_SAID) {
                more++;
                continue;
            }
            said++;
            terminal.note(
                    Printable.value(outcome.path("instance")) + ": " + new ProblemText(outcome.path("problem")).text());
        }
        if (more > 0) {
            terminal.note("and " + more + " more; -o json has all of them");
        }
    }

    private void sayMore(Terminal terminal) {
        String command = " " + target.application() + " " + id();
        if (document.hasNonNull("hidden")) {
            terminal.note("note: " + Printable.value(document.path("hidden")));
        }
        if (document.hasNonNull("undoneAt") && !document.path("undone").asBoolean()) {
            terminal.note("It is undone at " + Printable.value(document.path("undoneAt")) + "; 'farspan action cancel"
                    + command + "' undoes it now.");
        } else if (document.hasNonNull("undone") && !document.path("undone").asBoolean()) {
            terminal.note(detail() + "\n  next: look at the instances; what was changed is still so there.");
        }
        switch (state()) {
            case "DONE" -> {
                if (count("instances") == 0) {
                    terminal.note("No instance is selected by " + target
                            + ". 'farspan instances' lists those that there are.");
                }
            }
            case "RUNNING" -> terminal.note("It still runs: 'farspan action show -f" + command + "' follows it.");
            case "UNKNOWN" ->
                terminal.note("It was interrupted and is not repeated: " + detail()
                        + "\n  next: look at the instances before you begin it again.");
            case "TIMED_OUT" ->
                terminal.note("Its deadline has passed: " + detail()
                        + "\n  next: begin it again with a later --deadline, or at fewer instances.");
            default -> terminal.note("It ended as " + Printable.line(state()) + ": " + detail());
        }
    }

    private String detail() {
        return Printable.line(document.path("detail")
                .asText(count("answered") + " of " + count("instances") + " instances have answered."));
    }
}
