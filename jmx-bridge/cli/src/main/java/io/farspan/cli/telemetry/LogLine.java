package io.farspan.cli.telemetry;

import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.cli.output.Printable;
import io.farspan.cli.output.Style;
import io.farspan.cli.output.Terminal;

/**
 * A record as a line for people: time, level, instance, logger, message. A gap says its reason and its bounds.
 *
 * @param record the API's document
 */
record LogLine(JsonNode record) {

    /** OpenTelemetry's numbers of levels, each the first of four. */
    private static final Map<Integer, String> LEVELS =
            Map.of(0, "TRACE", 1, "DEBUG", 2, "INFO", 3, "WARN", 4, "ERROR", 5, "FATAL");

    private static final int WARN = 3;
    private static final int ERROR = 4;
    private static final int PER_LEVEL = 4;

    String text(Terminal terminal) {
        String time = record.path("time").asText();
        String instance = Printable.value(record.path("instance"));
        JsonNode gap = record.path("gap");
        if (gap.isObject()) {
            return time + " " + terminal.styled(Style.BAD, "GAP  ") + " " + instance + " "
                    + Printable.value(record.path("stream")) + ": " + Printable.value(gap);
        }
        String logger = record.path("logger").asText("");
        return time + " " + terminal.styled(style(), level()) + " " + instance + " "
                + (logger.isEmpty() ? "" : terminal.styled(Style.FAINT, Printable.line(logger)) + " ")
                + Printable.lines(record.path("message").asText());
    }

    private int number() {
        return (record.path("severity").asInt(0) - 1) / PER_LEVEL;
    }

    private String level() {
        String level = record.hasNonNull("severity") ? LEVELS.getOrDefault(number(), "?") : "-";
        return level + " ".repeat(5 - level.length());
    }

    private Style style() {
        if (!record.hasNonNull("severity") || number() < WARN) {
            return Style.PLAIN;
        }
        return number() < ERROR ? Style.WARNING : Style.BAD;
    }
}
