package io.farspan.telemetry.otlp;

import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.push.PushedJson;
import io.farspan.telemetry.wire.ProtoReader;

/**
 * A message of OTLP as protobuf, read to the tree that it is as JSON. Fields that are not read here are passed over. Not
 * thread-safe.
 *
 * @see <a href="https://github.com/open-telemetry/opentelemetry-proto">OpenTelemetry protocol</a>
 */
final class OtlpMessage {

    private static final int DEEPEST = 32;

    /** What a field has, and how JSON writes it. */
    private enum Form {
        TEXT,
        NUMBER,
        FLAG,
        FIXED,
        REAL,
        HEX,
        BASE64,
        MESSAGE,
        MESSAGES
    }

    /**
     * A field.
     *
     * @param name its name in JSON
     * @param message the name of its message, if it is one
     */
    private record Field(String of, int number, String name, Form form, String message) {

        Field(String of, int number, String name, Form form) {
            this(of, number, name, form, "");
        }
    }

    private static final Map<String, Map<Integer, Field>> FIELDS = byMessage(List.of(
            new Field("Logs", 1, "resourceLogs", Form.MESSAGES, "ResourceLogs"),
            new Field("ResourceLogs", 1, "resource", Form.MESSAGE, "Resource"),
            new Field("ResourceLogs", 2, "scopeLogs", Form.MESSAGES, "ScopeLogs"),
            new Field("Resource", 1, "attributes", Form.MESSAGES, "KeyValue"),
            new Field("ScopeLogs", 1, "scope", Form.MESSAGE, "Scope"),
            new Field("ScopeLogs", 2, "logRecords", Form.MESSAGES, "LogRecord"),
            new Field("Scope", 1, "name", Form.TEXT),
            new Field("LogRecord", 1, "timeUnixNano", Form.FIXED),
            new Field("LogRecord", 2, "severityNumber", Form.NUMBER),
            new Field("LogRecord", 3, "severityText", Form.TEXT),
            new Field("LogRecord", 5, "body", Form.MESSAGE, "AnyValue"),
            new Field("LogRecord", 6, "attributes", Form.MESSAGES, "KeyValue"),
            new Field("LogRecord", 9, "traceId", Form.HEX),
            new Field("LogRecord", 10, "spanId", Form.HEX),
            new Field("LogRecord", 11, "observedTimeUnixNano", Form.FIXED),
            new Field("LogRecord", 12, "eventName", Form.TEXT),
            new Field("KeyValue", 1, "key", Form.TEXT),
            new Field("KeyValue", 2, "value", Form.MESSAGE, "AnyValue"),
            new Field("AnyValue", 1, "stringValue", Form.TEXT),
            new Field("AnyValue", 2, "boolValue", Form.FLAG),
            new Field("AnyValue", 3, "intValue", Form.NUMBER),
            new Field("AnyValue", 4, "doubleValue", Form.REAL),
            new Field("AnyValue", 5, "arrayValue", Form.MESSAGE, "ArrayValue"),
            new Field("AnyValue", 6, "kvlistValue", Form.MESSAGE, "KeyValueList"),
            new Field("AnyValue", 7, "bytesValue", Form.BASE64),
            new Field("ArrayValue", 1, "values", Form.MESSAGES, "AnyValue"),
            new Field("KeyValueList", 1, "values", Form.MESSAGES, "KeyValue"),
            new Field("Metrics", 1, "resourceMetrics", Form.MESSAGES, "ResourceMetrics"),
            new Field("ResourceMetrics", 1, "resource", Form.MESSAGE, "Resource"),
            new Field("ResourceMetrics", 2, "scopeMetrics", Form.MESSAGES, "ScopeMetrics"),
            new Field("ScopeMetrics", 2, "metrics", Form.MESSAGES, "Metric"),
            new Field("Metric", 1, "name", Form.TEXT),
            new Field("Metric", 2, "description", Form.TEXT),
            new Field("Metric", 3, "unit", Form.TEXT),
            new Field("Metric", 5, "gauge", Form.MESSAGE, "Points"),
            new Field("Metric", 7, "sum", Form.MESSAGE, "Points"),
            new Field("Metric", 9, "histogram", Form.MESSAGE, "OtherPoints"),
            new Field("Metric", 10, "exponentialHistogram", Form.MESSAGE, "OtherPoints"),
            new Field("Metric", 11, "summary", Form.MESSAGE, "OtherPoints"),
            new Field("Points", 1, "dataPoints", Form.MESSAGES, "Point"),
            new Field("Points", 2, "aggregationTemporality", Form.NUMBER),
            new Field("Points", 3, "isMonotonic", Form.FLAG),
            new Field("Point", 3, "timeUnixNano", Form.FIXED),
            new Field("Point", 4, "asDouble", Form.REAL),
            new Field("Point", 6, "asInt", Form.FIXED),
            new Field("Point", 7, "attributes", Form.MESSAGES, "KeyValue"),
            new Field("Point", 8, "flags", Form.NUMBER),
            new Field("OtherPoints", 1, "dataPoints", Form.MESSAGES, "OtherPoint")));

    private int values;

    private OtlpMessage() {}

    private static Map<String, Map<Integer, Field>> byMessage(List<Field> fields) {
        Map<String, Map<Integer, Field>> messages = new HashMap<>();
        fields.forEach(field ->
                messages.computeIfAbsent(field.of(), key -> new HashMap<>()).put(field.number(), field));
        return messages;
    }

    /**
     * Reads an {@code ExportLogsServiceRequest}.
     *
     * @throws FarspanException {@code MALFORMED_REQUEST}, {@code BODY_TOO_LARGE}
     */
    static ObjectNode logs(byte[] message) {
        return read("Logs", message);
    }

    /** Reads an {@code ExportMetricsServiceRequest}; fails like {@link #logs}. */
    static ObjectNode metrics(byte[] message) {
        return read("Metrics", message);
    }

    private static ObjectNode read(String name, byte[] message) {
        try {
            return new OtlpMessage().read(name, new ProtoReader(message), 0);
        } catch (IllegalArgumentException e) {
            throw new FarspanException(ProblemCode.MALFORMED_REQUEST, e.getMessage() + ".", e);
        }
    }

    private ObjectNode read(String name, ProtoReader in, int depth) {
        if (depth > DEEPEST) {
            throw new IllegalArgumentException("The message is nested deeper than " + DEEPEST + " levels");
        }
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        Map<Integer, Field> fields = FIELDS.getOrDefault(name, Map.of());
        for (int number = in.field(); number != 0; number = in.field()) {
            Field field = fields.get(number);
            if (field == null) {
                in.skip();
                continue;
            }
            if (++values > PushedJson.MOST_VALUES) {
                throw PushedJson.tooMany();
            }
            read(field, in, tree, depth);
        }
        return tree;
    }

    private void read(Field field, ProtoReader in, ObjectNode tree, int depth) {
        switch (field.form()) {
            case TEXT -> tree.put(field.name(), in.text());
            case NUMBER -> tree.put(field.name(), in.number());
            case FLAG -> tree.put(field.name(), in.number() != 0);
            case FIXED -> tree.put(field.name(), in.fixed());
            case REAL -> tree.put(field.name(), in.real());
            case HEX -> tree.put(field.name(), HexFormat.of().formatHex(in.bytes()));
            case BASE64 -> tree.put(field.name(), Base64.getEncoder().encodeToString(in.bytes()));
            case MESSAGE -> tree.set(field.name(), read(field.message(), in.message(), depth + 1));
            case MESSAGES -> tree.withArray(field.name()).add(read(field.message(), in.message(), depth + 1));
        }
    }
}
