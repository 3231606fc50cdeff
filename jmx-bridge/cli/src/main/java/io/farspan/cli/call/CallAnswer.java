package io.farspan.cli.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.failure.ProblemText;
import io.farspan.cli.home.Target;
import io.farspan.cli.output.Printable;
import io.farspan.cli.output.Style;
import io.farspan.cli.output.Terminal;
import io.farspan.cli.session.Session;

/**
 * A unified answer to one request.
 *
 * @param target what was asked
 * @param document the API's document
 */
record CallAnswer(Target target, JsonNode document) {

    /** As many failures are said one by one. */
    private static final int MOST_SAID = 20;

    /** What an instance answered. */
    record Value(String instance, JsonNode value) {}

    /** What failed, and the exit code that it alone would have. */
    private record Failure(String text, ExitCode exitCode) {}

    /** The values of the instances that answered, in the order of the answer. */
    List<Value> values() {
        List<Value> values = new ArrayList<>();
        for (JsonNode outcome : document.path("outcomes")) {
            JsonNode response = outcome.path("responses").path(0);
            if (response.path("status").asInt() == 200) {
                values.add(new Value(outcome.path("instance").asText(), response.path("value")));
            }
        }
        return values;
    }

    /** The values over all instances, by the name of their aggregate in parentheses. */
    List<Value> unified() {
        List<Value> values = new ArrayList<>();
        for (Map.Entry<String, JsonNode> aggregate :
                document.path("unified").path(0).properties()) {
            values.add(new Value("(" + aggregate.getKey() + ")", aggregate.getValue()));
        }
        return values;
    }

    /** The instances that answered, as targets. */
    List<String> names() {
        return values().stream()
                .map(value -> target.application() + "/" + value.instance())
                .toList();
    }

    private List<Failure> failures() {
        List<Failure> failures = new ArrayList<>();
        for (JsonNode outcome : document.path("outcomes")) {
            String instance = outcome.path("instance").asText();
            if (outcome.path("problem").isObject()) {
                failures.add(failure(instance, outcome.path("problem")));
                continue;
            }
            JsonNode response = outcome.path("responses").path(0);
            if (response.path("problem").isObject()) {
                failures.add(failure(instance, response.path("problem")));
            } else if (response.path("status").asInt() != 200) {
                failures.add(new Failure(
                        Printable.line(instance + ": " + response.path("error").asText("answered nothing")),
                        ExitCode.of("", response.path("status").asInt(), false)));
            }
        }
        for (Map.Entry<String, JsonNode> location : document.path("problems").properties()) {
            failures.add(failure("location " + location.getKey(), location.getValue()));
        }
        return failures;
    }

    private static Failure failure(String whose, JsonNode problem) {
        ProblemText text = new ProblemText(problem);
        return new Failure(
                Printable.line(whose) + ": " + text.line()
                        + (text.verdict().isEmpty() ? "" : "\n  verdict: " + text.verdict()),
                text.exitCode());
    }

    /** Says what failed, to people, and what the exit code is. */
    ExitCode conclude(Session session) {
        List<Failure> failures = failures();
        Terminal terminal = session.terminal();
        if (session.isForPeople()) {
            failures.stream().limit(MOST_SAID).forEach(failure -> terminal.note(failure.text()));
            if (failures.size() > MOST_SAID) {
                terminal.note("and " + (failures.size() - MOST_SAID) + " more; -o json has all of them");
            }
            if (document.path("stale").asBoolean()) {
                terminal.note("note: the location map cannot be read; instances are those of "
                        + document.path("asOf").asText());
            }
            if (failures.isEmpty() && document.path("outcomes").isEmpty()) {
                terminal.note(
                        "No instance is selected by " + target + ". 'farspan instances' lists those that there are.");
            }
        }
        if (failures.isEmpty()) {
            boolean partial = document.path("partial").asBoolean();
            return partial ? ExitCode.PARTIAL : document.path("outcomes").isEmpty() ? ExitCode.NOT_FOUND : ExitCode.OK;
        }
        Optional<ExitCode> first = failures.stream().map(Failure::exitCode).findFirst();
        return values().isEmpty() ? first.orElse(ExitCode.FAILED) : ExitCode.PARTIAL;
    }

    /** How an instance's name is shown: aggregates are no instances. */
    static Style styleOf(String instance) {
        return instance.startsWith("(") ? Style.HEADER : Style.PLAIN;
    }
}
