package io.farspan.cli.json;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.Map;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Reads and writes JSON as trees, numbers exactly as they were. */
public final class JsonTree {

    private static final int LONGEST_TEXT = 256 << 20;
    private static final JsonNodeFactory NODES = JsonNodeFactory.withExactBigDecimals(true);
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(LONGEST_TEXT)
                    .build())
            .build();

    private JsonTree() {}

    /** An empty object. */
    public static ObjectNode object() {
        return NODES.objectNode();
    }

    /** An empty list. */
    public static ArrayNode array() {
        return NODES.arrayNode();
    }

    /** Reads exactly one document. */
    public static JsonNode read(InputStream in) throws IOException {
        try (JsonParser parser = FACTORY.createParser(in)) {
            return whole(parser);
        }
    }

    /** Reads exactly one document. */
    public static JsonNode read(String text) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            return whole(parser);
        }
    }

    private static JsonNode whole(JsonParser parser) throws IOException {
        if (parser.nextToken() == null) {
            throw new JsonParseException(parser, "there is no document");
        }
        JsonNode tree = value(parser);
        if (parser.nextToken() != null) {
            throw new JsonParseException(parser, "something follows the document");
        }
        return tree;
    }

    private static JsonNode value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> members(parser);
            case START_ARRAY -> items(parser);
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? NODES.numberNode(new BigInteger(parser.getText()))
                        : NODES.numberNode(parser.getLongValue());
            case VALUE_NUMBER_FLOAT -> DecimalNode.valueOf(parser.getDecimalValue());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            default -> NODES.nullNode();
        };
    }

    private static JsonNode members(JsonParser parser) throws IOException {
        ObjectNode members = NODES.objectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            members.set(name, value(parser));
        }
        return members;
    }

    private static JsonNode items(JsonParser parser) throws IOException {
        ArrayNode items = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return items;
    }

    /** A document in one line. */
    public static String write(JsonNode tree) {
        return write(tree, false);
    }

    /** A document over several lines, for people. */
    public static String pretty(JsonNode tree) {
        return write(tree, true);
    }

    private static String write(JsonNode tree, boolean pretty) {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(text)) {
            if (pretty) {
                out.setPrettyPrinter(new DefaultPrettyPrinter());
            }
            write(tree, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static void write(JsonNode tree, JsonGenerator out) throws IOException {
        if (tree.isObject()) {
            out.writeStartObject();
            for (Map.Entry<String, JsonNode> member : tree.properties()) {
                out.writeFieldName(member.getKey());
                write(member.getValue(), out);
            }
            out.writeEndObject();
        } else if (tree.isArray()) {
            out.writeStartArray();
            for (JsonNode item : tree) {
                write(item, out);
            }
            out.writeEndArray();
        } else if (tree.isTextual()) {
            out.writeString(tree.textValue());
        } else if (tree.isBoolean()) {
            out.writeBoolean(tree.booleanValue());
        } else if (tree.isNumber()) {
            out.writeNumber(tree.asText());
        } else {
            out.writeNull();
        }
    }
}
