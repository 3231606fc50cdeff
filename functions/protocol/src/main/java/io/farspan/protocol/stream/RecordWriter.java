package io.farspan.protocol.stream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import com.fasterxml.jackson.core.JsonGenerator;

import io.farspan.protocol.json.Json;

/** Writes one record's JSON; what is empty is left out. */
final class RecordWriter {

    private RecordWriter() {}

    static byte[] write(StreamRecord record) {
        ByteArrayOutputStream out =
                new ByteArrayOutputStream(128 + record.message().length());
        try (JsonGenerator json = Json.wire().getFactory().createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("t", record.nanos());
            if (record.ahead() != 0) {
                json.writeNumberField("d", record.ahead());
            }
            if (record.severity() > 0) {
                json.writeNumberField("s", record.severity());
            }
            text(json, "l", record.logger());
            text(json, "h", record.thread());
            json.writeStringField("m", record.message());
            attributes(json, record.attributes());
            text(json, "T", record.traceId());
            text(json, "S", record.spanId());
            if (record.original().length > 0) {
                json.writeBinaryField("r", record.original());
            }
            if (record.continued()) {
                json.writeBooleanField("c", true);
            }
            if (record.gap().isPresent()) {
                json.writeObjectFieldStart("g");
                gap(json, record.gap().get());
                json.writeEndObject();
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write a record into memory", e);
        }
        return out.toByteArray();
    }

    private static void gap(JsonGenerator json, Gap gap) throws IOException {
        json.writeStringField("reason", gap.reason());
        number(json, "records", gap.records());
        number(json, "bytes", gap.bytes());
        text(json, "from", gap.from());
        text(json, "to", gap.to());
    }

    private static void attributes(JsonGenerator json, Map<String, String> attributes) throws IOException {
        if (!attributes.isEmpty()) {
            json.writeObjectFieldStart("a");
            for (Map.Entry<String, String> attribute : attributes.entrySet()) {
                json.writeStringField(attribute.getKey(), attribute.getValue());
            }
            json.writeEndObject();
        }
    }

    private static void text(JsonGenerator json, String name, Optional<String> value) throws IOException {
        if (value.isPresent()) {
            json.writeStringField(name, value.get());
        }
    }

    private static void number(JsonGenerator json, String name, OptionalLong value) throws IOException {
        if (value.isPresent()) {
            json.writeNumberField(name, value.getAsLong());
        }
    }
}
