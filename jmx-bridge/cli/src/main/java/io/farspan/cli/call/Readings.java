package io.farspan.cli.call;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.cli.output.Printable;
import io.farspan.cli.output.Table;

/**
 * What was read as a table: a row for each instance where few attributes of one MBean were named, otherwise a row for each
 * attribute.
 *
 * @param answer the answer
 * @param words what was asked
 */
record Readings(CallAnswer answer, CallWords words) {

    /** Composite data with more members than this stays one value. */
    private static final int MOST_MEMBERS = 8;

    Table table() {
        List<CallAnswer.Value> values = Stream.concat(answer.values().stream(), answer.unified().stream())
                .toList();
        if (words.isPattern()) {
            return ofPattern(values);
        }
        return words.rest().isEmpty() ? ofAll(values) : ofNamed(values);
    }

    private static Table ofNamed(List<CallAnswer.Value> values) {
        Set<String> names = new LinkedHashSet<>();
        List<Map<String, String>> rows = new ArrayList<>();
        for (CallAnswer.Value value : values) {
            Map<String, String> row = flat(value.value());
            names.addAll(row.keySet());
            rows.add(row);
        }
        List<String> columns = new ArrayList<>(List.of("INSTANCE"));
        names.stream().map(Printable::line).forEach(columns::add);
        Table table = new Table(columns).style("INSTANCE", CallAnswer::styleOf);
        for (int index = 0; index < rows.size(); index++) {
            List<String> cells = new ArrayList<>(List.of(values.get(index).instance()));
            Map<String, String> row = rows.get(index);
            names.forEach(name -> cells.add(row.getOrDefault(name, "")));
            table.row(cells);
        }
        return table;
    }

    private static Table ofAll(List<CallAnswer.Value> values) {
        Table table = Table.of("INSTANCE", "ATTRIBUTE", "VALUE").style("INSTANCE", CallAnswer::styleOf);
        values.forEach(value -> flat(value.value()).forEach((name, text) -> table.row(value.instance(), name, text)));
        return table;
    }

    private static Table ofPattern(List<CallAnswer.Value> values) {
        Table table = Table.of("INSTANCE", "MBEAN", "ATTRIBUTE", "VALUE").style("INSTANCE", CallAnswer::styleOf);
        for (CallAnswer.Value value : values) {
            for (Map.Entry<String, JsonNode> mbean : value.value().properties()) {
                flat(mbean.getValue()).forEach((name, text) -> table.row(value.instance(), mbean.getKey(), name, text));
            }
        }
        return table;
    }

    /** Attributes by name, members of small composite data as {@code attribute.member}. */
    private static Map<String, String> flat(JsonNode attributes) {
        Map<String, String> flat = new LinkedHashMap<>();
        if (!attributes.isObject()) {
            flat.put("VALUE", Printable.value(attributes));
            return flat;
        }
        for (Map.Entry<String, JsonNode> attribute : attributes.properties()) {
            JsonNode value = attribute.getValue();
            boolean composite = value.isObject()
                    && !value.isEmpty()
                    && value.size() <= MOST_MEMBERS
                    && value.valueStream().allMatch(JsonNode::isValueNode);
            if (composite) {
                value.properties()
                        .forEach(member -> flat.put(
                                attribute.getKey() + "." + member.getKey(), Printable.value(member.getValue())));
            } else {
                flat.put(attribute.getKey(), Printable.value(value));
            }
        }
        return flat;
    }
}
