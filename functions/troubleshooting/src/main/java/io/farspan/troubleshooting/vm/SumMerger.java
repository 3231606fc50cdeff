package io.farspan.troubleshooting.vm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.plugin.action.ActionMerger;
import io.farspan.protocol.call.InstanceId;

/** Sums rows of numbers up over instances, and names the instance that has the most of a row. */
final class SumMerger implements ActionMerger {

    private static final int MOST = 500;

    private final List<String> columns;
    private final Map<String, Row> rows = new LinkedHashMap<>();
    private int instances;

    /** The sums of one row; the last column says who has the most. */
    private static final class Row {
        private final long[] sums;
        private int instances;
        private long most = -1;
        private String mostAt = "";

        Row(int columns) {
            sums = new long[columns];
        }
    }

    SumMerger(String... columns) {
        this.columns = List.of(columns);
    }

    @Override
    public void add(InstanceId instance, JsonNode result) {
        instances++;
        result.fields().forEachRemaining(member -> {
            if (rows.size() < MOST || rows.containsKey(member.getKey())) {
                Row row = rows.computeIfAbsent(member.getKey(), key -> new Row(columns.size()));
                row.instances++;
                for (int column = 0; column < columns.size(); column++) {
                    row.sums[column] +=
                            member.getValue().path(columns.get(column)).asLong();
                }
                long last =
                        member.getValue().path(columns.get(columns.size() - 1)).asLong();
                if (last > row.most) {
                    row.most = last;
                    row.mostAt = instance.toString();
                }
            }
        });
    }

    @Override
    public JsonNode merged() {
        ObjectNode merged = JsonNodeFactory.instance.objectNode().put("instances", instances);
        ObjectNode written = merged.putObject("sums");
        rows.forEach((name, row) -> {
            ObjectNode one = written.putObject(name);
            for (int column = 0; column < columns.size(); column++) {
                one.put(columns.get(column), row.sums[column]);
            }
            one.put("instances", row.instances).put("most", row.most).put("mostAt", row.mostAt);
        });
        return merged;
    }
}
