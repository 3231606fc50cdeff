package io.farspan.bridge.type;

import java.lang.reflect.Array;
import java.util.Collection;
import java.util.Date;
import java.util.Map;

import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.SimpleType;
import javax.management.openmbean.TabularData;
import javax.management.openmbean.TabularType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.jspecify.annotations.Nullable;

/** A Java value as the JSON from which an agent makes an equal value of the declared type. */
public final class Arguments {

    private Arguments() {}

    /**
     * The JSON.
     *
     * @throws IllegalArgumentException for a class that no agent could rebuild
     */
    public static JsonNode of(@Nullable Object value) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        if (value == null) {
            return NullNode.instance;
        }
        if (value instanceof Boolean flag) {
            return json.booleanNode(flag);
        }
        if (value instanceof Float || value instanceof Double) {
            double number = ((Number) value).doubleValue();
            return Double.isFinite(number) ? json.numberNode(new java.math.BigDecimal(value.toString())) : text(value);
        }
        if (value instanceof java.math.BigDecimal number) {
            return json.numberNode(number);
        }
        if (value instanceof Number) {
            return json.numberNode(new java.math.BigInteger(value.toString()));
        }
        if (value instanceof Date date) {
            return text(date.toInstant().atOffset(java.time.ZoneOffset.UTC).format(Dates.FORMAT));
        }
        if (value instanceof ObjectName name) {
            return text(name.getCanonicalName());
        }
        if (value.getClass().isArray()) {
            ArrayNode array = json.arrayNode();
            for (int index = 0; index < Array.getLength(value); index++) {
                array.add(of(Array.get(value, index)));
            }
            return array;
        }
        if (value instanceof TabularData table) {
            return table(table);
        }
        if (value instanceof CompositeData data) {
            return composite(data);
        }
        if (value instanceof Collection<?> items) {
            ArrayNode array = json.arrayNode();
            items.forEach(item -> array.add(of(item)));
            return array;
        }
        if (value instanceof Map<?, ?> map) {
            ObjectNode object = json.objectNode();
            map.forEach((key, item) -> object.set(String.valueOf(key), of(item)));
            return object;
        }
        if (value instanceof CharSequence
                || value instanceof Character
                || value instanceof Enum<?>
                || value.getClass().getName().startsWith("java.time.")
                || value instanceof java.net.URI
                || value instanceof java.util.UUID) {
            return text(value instanceof Enum<?> constant ? constant.name() : value);
        }
        throw new IllegalArgumentException(
                "a value of " + value.getClass().getName() + " cannot be sent to an instance. Use open types.");
    }

    private static TextNode text(Object value) {
        return TextNode.valueOf(value.toString());
    }

    private static ObjectNode composite(CompositeData data) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        data.getCompositeType().keySet().forEach(name -> object.set(name, of(data.get(name))));
        return object;
    }

    private static ObjectNode table(TabularData table) {
        TabularType type = table.getTabularType();
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        boolean map = type.getIndexNames().equals(java.util.List.of("key"))
                && type.getRowType().containsKey("value")
                && type.getRowType().getType("key") instanceof SimpleType<?>;
        if (map) {
            table.values().forEach(row -> {
                CompositeData entry = (CompositeData) row;
                object.set(String.valueOf(entry.get("key")), of(entry.get("value")));
            });
        } else {
            ArrayNode names = object.putArray("indexNames");
            type.getIndexNames().forEach(names::add);
            ArrayNode rows = object.putArray("values");
            table.values().forEach(row -> rows.add(composite((CompositeData) row)));
        }
        return object;
    }
}
