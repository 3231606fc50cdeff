package io.farspan.cli.action;

import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.cli.output.Printable;
import io.farspan.cli.output.Table;
import io.farspan.cli.output.Terminal;

/** What an action's results come to, for people. */
final class MergedResult {

    private MergedResult() {}

    /** Prints it in the form that its kind of action has, or as names and values. */
    static void print(Terminal terminal, String action, JsonNode merged) {
        switch (action) {
            case "threads" -> MergedThreads.print(terminal, merged);
            case "histogram" -> MergedHistogram.print(terminal, merged);
            default -> values(merged).print(terminal);
        }
    }

    private static Table values(JsonNode merged) {
        String all = merged.path("instances").asText("");
        Table table = Table.of("NAME", "VALUE", "INSTANCES");
        for (Map.Entry<String, JsonNode> part : merged.properties()) {
            switch (part.getKey()) {
                case "instances" -> {}
                case "same" ->
                    part.getValue()
                            .properties()
                            .forEach(one -> table.row(one.getKey(), Printable.value(one.getValue()), all));
                case "differs" ->
                    part.getValue().properties().forEach(one -> one.getValue()
                            .forEach(value -> differing(table, one.getKey(), value)));
                case "sums" ->
                    part.getValue()
                            .properties()
                            .forEach(one -> table.row(
                                    one.getKey(),
                                    Printable.value(one.getValue()),
                                    one.getValue().path("instances").asText()));
                default -> table.row(part.getKey(), Printable.value(part.getValue()), all);
            }
        }
        return table;
    }

    private static void differing(Table table, String name, JsonNode value) {
        String on = String.join(
                ", ", value.path("on").valueStream().map(JsonNode::asText).toList());
        table.row(
                name,
                Printable.value(value.path("value")),
                value.path("instances").asText() + (on.isEmpty() ? "" : ": " + on));
    }
}
