package io.farspan.cli.action;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.cli.output.Table;
import io.farspan.cli.output.Terminal;

/** A class histogram of many instances, or what has changed since an earlier one. */
final class MergedHistogram {

    private MergedHistogram() {}

    static void print(Terminal terminal, JsonNode merged) {
        if (merged.path("difference").isObject()) {
            Table table = Table.of("CLASS", "OBJECTS", "BYTES");
            addChanges(table, merged.path("difference").path("grown"));
            addChanges(table, merged.path("difference").path("shrunk"));
            table.print(terminal);
            return;
        }
        Table table = Table.of("CLASS", "OBJECTS", "BYTES", "INSTANCES");
        merged.path("classes")
                .forEach(row -> table.row(
                        row.path("class").asText(),
                        row.path("objects").asText(),
                        row.path("bytes").asText(),
                        row.path("instances").asText()));
        table.print(terminal);
    }

    private static void addChanges(Table table, JsonNode rows) {
        rows.forEach(row -> table.row(
                row.path("class").asText(),
                signed(row.path("objects").asLong()),
                signed(row.path("bytes").asLong())));
    }

    private static String signed(long number) {
        return number > 0 ? "+" + number : Long.toString(number);
    }
}
