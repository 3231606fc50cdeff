package io.farspan.bridge.type;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import javax.management.openmbean.CompositeData;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenDataException;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;
import javax.management.openmbean.TabularData;
import javax.management.openmbean.TabularDataSupport;
import javax.management.openmbean.TabularType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.jspecify.annotations.Nullable;

/**
 * Tabular data in the three shapes that an agent writes: a map's entries by their key; rows under the texts of their
 * index items, one level of objects per item; a list of rows with {@code indexNames} when an index item is not simple.
 */
final class Tables {

    private Tables() {}

    static TabularData of(JsonNode value, TabularType type, Repeats repeats) {
        if (!value.isObject()) {
            throw new IllegalArgumentException("expected tabular data, not " + Scalars.shorten(value));
        }
        TabularDataSupport table = new TabularDataSupport(type);
        List<String> index = List.copyOf(type.getIndexNames());
        CompositeType row = type.getRowType();
        if (isMap(index, row)) {
            value.fields().forEachRemaining(entry -> table.put(entry(entry.getKey(), entry.getValue(), row, repeats)));
        } else if (index.stream().allMatch(name -> row.getType(name) instanceof SimpleType<?>)) {
            rows(value, row, index.size(), table, repeats);
        } else {
            value.path("values").forEach(item -> table.put(TypedValues.composite(item, row, repeats)));
        }
        return table;
    }

    /** A table of texts by key, for tabular data without a declared row type. */
    static TabularData inferred(JsonNode value) {
        try {
            String[] names = {"key", "value"};
            CompositeType row =
                    new CompositeType("java.util.Map<String, String>", "an entry", names, names, new OpenType<?>[] {
                        SimpleType.STRING, SimpleType.STRING
                    });
            TabularType type = new TabularType(row.getTypeName(), "entries", row, new String[] {"key"});
            TabularDataSupport table = new TabularDataSupport(type);
            Repeats repeats = new Repeats();
            value.fields()
                    .forEachRemaining(entry -> table.put(entry(
                            entry.getKey(),
                            entry.getValue().isNull()
                                    ? entry.getValue()
                                    : TextNode.valueOf(
                                            entry.getValue().isContainerNode()
                                                    ? entry.getValue().toString()
                                                    : entry.getValue().asText()),
                            row,
                            repeats)));
            return table;
        } catch (OpenDataException e) {
            throw new IllegalStateException("The type of a table of strings is valid", e);
        }
    }

    private static boolean isMap(List<String> index, CompositeType row) {
        return index.equals(List.of("key"))
                && row.keySet().size() == 2
                && row.containsKey("value")
                && row.getType("key") instanceof SimpleType<?>;
    }

    private static CompositeData entry(String key, JsonNode value, CompositeType row, Repeats repeats) {
        Map<String, @Nullable Object> items = new LinkedHashMap<>();
        items.put("key", TypedValues.open(TextNode.valueOf(key), row.getType("key"), repeats));
        items.put("value", TypedValues.open(value, row.getType("value"), repeats));
        return Inferred.composite(row, items);
    }

    private static void rows(JsonNode value, CompositeType row, int levels, TabularDataSupport table, Repeats repeats) {
        value.forEach(item -> {
            if (levels > 1) {
                rows(item, row, levels - 1, table, repeats);
            } else {
                table.put(TypedValues.composite(item, row, repeats));
            }
        });
    }
}
