package io.farspan.bridge.type;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.management.openmbean.ArrayType;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.CompositeDataSupport;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenDataException;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Composite data whose type is not declared and is inferred from the value. */
final class Inferred {

    private Inferred() {}

    /** An item with the type that its value implies. */
    private record Item(OpenType<?> type, @Nullable Object value) {}

    static CompositeData composite(CompositeType type, Map<String, @Nullable Object> items) {
        try {
            return new CompositeDataSupport(type, items);
        } catch (OpenDataException e) {
            throw new IllegalArgumentException("not a value of " + type.getTypeName() + ": " + e.getMessage(), e);
        }
    }

    /** Data of a type with more items than were declared. */
    static CompositeData extended(
            CompositeType type, Map<String, @Nullable Object> items, JsonNode value, Set<String> more) {
        Map<String, OpenType<?>> types = new LinkedHashMap<>();
        type.keySet().forEach(name -> types.put(name, type.getType(name)));
        Map<String, @Nullable Object> all = new LinkedHashMap<>(items);
        for (String name : more) {
            Item item = item(value.get(name));
            types.put(name, item.type);
            all.put(name, item.value);
        }
        return composite(type(type.getTypeName(), type.getDescription(), types), all);
    }

    /** Data of a type made from the data. */
    static CompositeData composite(JsonNode value, String typeName) {
        Map<String, OpenType<?>> types = new LinkedHashMap<>();
        Map<String, @Nullable Object> items = new LinkedHashMap<>();
        value.fields().forEachRemaining(field -> {
            Item item = item(field.getValue());
            String name = field.getKey().isBlank() ? "(blank)" : field.getKey();
            types.put(name, item.type);
            items.put(name, item.value);
        });
        return composite(type(typeName, typeName, types), items);
    }

    private static CompositeType type(String name, String description, Map<String, OpenType<?>> items) {
        String[] names = items.keySet().toArray(String[]::new);
        try {
            return new CompositeType(
                    name, description, names, names, items.values().toArray(OpenType<?>[]::new));
        } catch (OpenDataException e) {
            throw new IllegalArgumentException("not a composite type: " + e.getMessage(), e);
        }
    }

    private static Item item(JsonNode value) {
        if (value.isObject() && !value.isEmpty()) {
            CompositeData data = composite(value, "java.util.Map");
            return new Item(data.getCompositeType(), data);
        }
        if (value.isArray() || value.isObject()) {
            return array(value);
        }
        Object scalar = Scalars.natural(value);
        return new Item(simple(scalar), scalar);
    }

    /** A list of one simple type as an array of it, any other as an array of its items' texts. */
    private static Item array(JsonNode value) {
        List<@Nullable Object> items = new ArrayList<>();
        value.forEach(item -> items.add(item.isContainerNode() ? item.toString() : Scalars.natural(item)));
        SimpleType<?> type = items.isEmpty() ? SimpleType.STRING : simple(items.get(0));
        boolean same = items.stream().allMatch(item -> simple(item).equals(type));
        SimpleType<?> element = same ? type : SimpleType.STRING;
        try {
            Object array = java.lang.reflect.Array.newInstance(
                    Classes.of(element.getClassName()).orElseThrow(), items.size());
            for (int index = 0; index < items.size(); index++) {
                Object item = items.get(index);
                java.lang.reflect.Array.set(array, index, same || item == null ? item : item.toString());
            }
            return new Item(new ArrayType<>(1, element), array);
        } catch (OpenDataException e) {
            throw new IllegalArgumentException("not an array type: " + e.getMessage(), e);
        }
    }

    private static SimpleType<?> simple(@Nullable Object value) {
        if (value instanceof Boolean) {
            return SimpleType.BOOLEAN;
        }
        if (value instanceof Integer) {
            return SimpleType.INTEGER;
        }
        if (value instanceof Long) {
            return SimpleType.LONG;
        }
        if (value instanceof Double) {
            return SimpleType.DOUBLE;
        }
        return value instanceof java.math.BigInteger ? SimpleType.BIGINTEGER : SimpleType.STRING;
    }
}
