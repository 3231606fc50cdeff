package io.farspan.protocol.stream;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import io.farspan.protocol.json.Json;

/** Reads one record's JSON token by token: records are many, and a tree of each costs several times as much. */
final class RecordReader {

    private static final long NO_TIME = Long.MIN_VALUE;

    private final JsonParser parser;
    private long nanos = NO_TIME;
    private long ahead;
    private int severity;
    private Optional<String> logger = Optional.empty();
    private Optional<String> thread = Optional.empty();
    private String message = "";
    private Map<String, String> attributes = Map.of();
    private Optional<String> traceId = Optional.empty();
    private Optional<String> spanId = Optional.empty();
    private byte[] original = {};
    private boolean continued;
    private Optional<Gap> gap = Optional.empty();

    private RecordReader(JsonParser parser) {
        this.parser = parser;
    }

    static StreamRecord read(byte[] payload, int from, int to) throws MalformedStreamException {
        try (JsonParser parser = Json.wire().getFactory().createParser(payload, from, to - from)) {
            return new RecordReader(parser).read();
        } catch (IOException e) {
            throw new MalformedStreamException("The record is malformed: " + Json.explain(e), e);
        } catch (IllegalArgumentException e) {
            throw new MalformedStreamException("The record is malformed: " + e.getMessage(), e);
        }
    }

    private StreamRecord read() throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new JsonParseException(parser, "not an object");
        }
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            member(name);
        }
        if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
            throw new JsonParseException(parser, "there are more bytes after its end");
        }
        if (nanos == NO_TIME) {
            throw new IllegalArgumentException("'t' is missing");
        }
        return new StreamRecord(
                nanos, ahead, severity, logger, thread, message, attributes, traceId, spanId, original, continued, gap);
    }

    private void member(String name) throws IOException {
        switch (name) {
            case "t" -> nanos = number(name);
            case "d" -> ahead = number(name);
            case "s" -> severity = Math.toIntExact(Math.max(-1, Math.min(99, number(name))));
            case "l" -> logger = Optional.of(text(name));
            case "h" -> thread = Optional.of(text(name));
            case "m" -> message = text(name);
            case "a" -> attributes = attributes(name);
            case "T" -> traceId = Optional.of(text(name));
            case "S" -> spanId = Optional.of(text(name));
            case "r" -> {
                require(name, JsonToken.VALUE_STRING);
                original = parser.getBinaryValue();
            }
            case "c" -> continued = parser.getBooleanValue();
            case "g" -> gap = Optional.of(gap(name));
            default -> parser.skipChildren();
        }
    }

    private long number(String name) throws IOException {
        require(name, JsonToken.VALUE_NUMBER_INT);
        return parser.getLongValue();
    }

    private String text(String name) throws IOException {
        require(name, JsonToken.VALUE_STRING);
        return parser.getText();
    }

    private void require(String name, JsonToken expected) throws IOException {
        if (parser.currentToken() != expected) {
            throw new JsonParseException(parser, "'" + name + "' must be " + expected);
        }
    }

    private Map<String, String> attributes(String name) throws IOException {
        require(name, JsonToken.START_OBJECT);
        Map<String, String> read = new LinkedHashMap<>();
        for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
            parser.nextToken();
            read.put(key, text(key));
        }
        return read;
    }

    private Gap gap(String name) throws IOException {
        require(name, JsonToken.START_OBJECT);
        String reason = "";
        OptionalLong records = OptionalLong.empty();
        OptionalLong bytes = OptionalLong.empty();
        Optional<String> from = Optional.empty();
        Optional<String> to = Optional.empty();
        for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
            parser.nextToken();
            switch (key) {
                case "reason" -> reason = text(key);
                case "records" -> records = OptionalLong.of(number(key));
                case "bytes" -> bytes = OptionalLong.of(number(key));
                case "from" -> from = Optional.of(scalar(key));
                case "to" -> to = Optional.of(scalar(key));
                default -> parser.skipChildren();
            }
        }
        return new Gap(reason, records, bytes, from, to);
    }

    private String scalar(String name) throws IOException {
        if (!parser.currentToken().isScalarValue()) {
            throw new JsonParseException(parser, "'" + name + "' must be a text or a number");
        }
        return parser.getText();
    }
}
