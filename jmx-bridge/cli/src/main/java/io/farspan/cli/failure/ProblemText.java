package io.farspan.cli.failure;

import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.cli.output.Printable;

/**
 * A problem of the API in words: what failed, home's verdict on whose fault it is, and what to do next.
 *
 * @param problem the problem's document
 */
public record ProblemText(JsonNode problem) {

    private static final Map<String, String> NEXT = Map.of(
            "UNAUTHENTICATED",
            "Say who you are: 'farspan config set user=NAME password-file=FILE', or FARSPAN_USER and a password when asked.",
            "FORBIDDEN",
            "Use a profile of somebody who has the role: 'farspan config list', then --profile NAME.",
            "OPERATION_DENIED",
            "'farspan policy check' says which line would allow it; an admin can add it to the policy.",
            "APPLICATION_UNKNOWN",
            "'farspan config show' says which home is asked.",
            "INSTANCE_UNKNOWN",
            "'farspan instances' lists those that there are.",
            "LOCATION_UNKNOWN",
            "'farspan locations' lists those that there are.",
            "PLUGIN_UNKNOWN",
            "'farspan plugin list' says what each location has.",
            "NOT_HOME",
            "'farspan home' says which location is home; send the change to its router with --home.",
            "MOVE_REFUSED",
            "'farspan diagnose' says what the rules see; --dry-run shows the plan without committing it.",
            "INSTANCE_NOT_EMPTY",
            "Try again when its streams have been fetched.");

    /** The exit code. */
    public ExitCode exitCode() {
        return ExitCode.of(
                problem.path("code").asText(),
                problem.path("status").asInt(),
                problem.path("retryable").asBoolean());
    }

    /** Code and detail in one line. */
    public String line() {
        String code = problem.path("code").asText("");
        String detail = problem.path("detail").asText(problem.path("title").asText("failed"));
        return Printable.line(code.isEmpty() ? detail : code + ": " + detail);
    }

    /** The verdict in one line; empty when the problem carries none. */
    public String verdict() {
        JsonNode verdict = problem.path("verdict");
        if (!verdict.isObject()) {
            return "";
        }
        return Printable.line(
                verdict.path("kind").asText() + " " + verdict.path("component").asText() + ", confidence "
                        + verdict.path("confidence").asText() + ", since "
                        + verdict.path("since").asText());
    }

    /** Everything, a line each. */
    public String text() {
        StringBuilder text = new StringBuilder(line());
        if (!verdict().isEmpty()) {
            text.append("\n  verdict: ").append(verdict());
        }
        String next = NEXT.getOrDefault(
                problem.path("code").asText(),
                problem.path("retryable").asBoolean() ? "Trying again later may succeed." : "");
        if (!next.isEmpty()) {
            text.append("\n  next: ").append(next);
        }
        if (problem.hasNonNull("traceId")) {
            text.append("\n  trace: ").append(Printable.value(problem.path("traceId")));
        }
        return text.toString();
    }

    /** As what a command fails with. */
    public CommandFailure failure() {
        return new CommandFailure(exitCode(), text());
    }
}
