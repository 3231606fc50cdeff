package io.farspan.bridge.type;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.management.openmbean.ArrayType;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenDataException;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;
import javax.management.openmbean.TabularType;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Open types as a {@code list} with {@code openTypes=true} writes them: the class name of a simple type, an object with
 * {@code kind} for the others.
 */
public final class OpenTypes {

    private static final List<SimpleType<?>> SIMPLE = List.of(
            SimpleType.VOID,
            SimpleType.BOOLEAN,
            SimpleType.CHARACTER,
            SimpleType.BYTE,
            SimpleType.SHORT,
            SimpleType.INTEGER,
            SimpleType.LONG,
            SimpleType.FLOAT,
            SimpleType.DOUBLE,
            SimpleType.STRING,
            SimpleType.BIGDECIMAL,
            SimpleType.BIGINTEGER,
            SimpleType.DATE,
            SimpleType.OBJECTNAME);

    private static final Map<String, Class<?>> PRIMITIVES = Map.of(
            "Z", boolean[].class,
            "C", char[].class,
            "B", byte[].class,
            "S", short[].class,
            "I", int[].class,
            "J", long[].class,
            "F", float[].class,
            "D", double[].class);

    private OpenTypes() {}

    /** The described open type; empty when there is none or it cannot be understood. */
    public static Optional<OpenType<?>> parse(JsonNode described) {
        try {
            return described.isTextual() ? simple(described.textValue()) : complex(described);
        } catch (OpenDataException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<OpenType<?>> simple(String className) {
        return SIMPLE.stream()
                .filter(type -> type.getClassName().equals(className))
                .<OpenType<?>>map(type -> type)
                .findFirst();
    }

    private static Optional<OpenType<?>> complex(JsonNode described) throws OpenDataException {
        return switch (described.path("kind").asText()) {
            case "array" -> array(described);
            case "composite" -> composite(described).map(type -> type);
            case "tabular" -> tabular(described);
            default -> Optional.empty();
        };
    }

    private static Optional<OpenType<?>> array(JsonNode described) throws OpenDataException {
        int dimension = described.path("dimension").asInt();
        if (described.path("primitive").asBoolean()) {
            String className = described.path("class").asText();
            Class<?> type = PRIMITIVES.get(className.replace("[", ""));
            for (int level = 1; type != null && level < dimension; level++) {
                type = type.arrayType();
            }
            return type == null ? Optional.empty() : Optional.of(ArrayType.getPrimitiveArrayType(type));
        }
        Optional<OpenType<?>> element = parse(described.path("elemType"));
        return element.isEmpty() ? Optional.empty() : Optional.of(new ArrayType<>(dimension, element.get()));
    }

    private static Optional<CompositeType> composite(JsonNode described) throws OpenDataException {
        List<String> names = new ArrayList<>();
        List<OpenType<?>> types = new ArrayList<>();
        for (Map.Entry<String, JsonNode> item : described.path("items").properties()) {
            Optional<OpenType<?>> type = parse(item.getValue());
            if (type.isEmpty()) {
                return Optional.empty();
            }
            names.add(item.getKey());
            types.add(type.get());
        }
        String[] keys = names.toArray(String[]::new);
        return Optional.of(new CompositeType(
                described.path("type").asText(), text(described), keys, keys, types.toArray(OpenType<?>[]::new)));
    }

    private static Optional<OpenType<?>> tabular(JsonNode described) throws OpenDataException {
        Optional<CompositeType> row = composite(described.path("rowType"));
        List<String> index = new ArrayList<>();
        described.path("index").forEach(name -> index.add(name.asText()));
        return row.isEmpty()
                ? Optional.empty()
                : Optional.of(new TabularType(
                        described.path("type").asText(), text(described), row.get(), index.toArray(String[]::new)));
    }

    private static String text(JsonNode described) {
        String text = described.path("desc").asText();
        return text.isEmpty() ? described.path("type").asText() : text;
    }
}
