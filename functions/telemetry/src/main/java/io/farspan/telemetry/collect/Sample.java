package io.farspan.telemetry.collect;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;

import io.farspan.protocol.json.Json;
import io.farspan.protocol.stream.Frames;
import io.farspan.protocol.stream.StreamRecord;

/**
 * A record of a stream of metrics: its time or its gap, and the attributes of MBeans that were sampled. In its JSON they are
 * {@code j}: {@code [{"n":"java.lang:type=Memory","v":{"HeapMemoryUsage":{"used":2}}}]}.
 *
 * @param record the record without them
 * @param attributes the MBeans, each with its name and an object of attributes; empty for a gap
 */
record Sample(StreamRecord record, List<JsonNode> attributes) {

    /** Reads one member of a record, which goes on after it. */
    private static final ObjectReader MEMBER =
            Json.wire().reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** The record in a frame; empty when it is neither a sample nor a gap. */
    static Optional<Sample> read(Frames.Frame frame) {
        try {
            StreamRecord record = frame.record();
            if (record.gap().isPresent()) {
                return Optional.of(new Sample(record, List.of()));
            }
            return attributes(frame)
                    .map(all -> new Sample(
                            record,
                            StreamSupport.stream(all.spliterator(), false).toList()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<ArrayNode> attributes(Frames.Frame frame) throws IOException {
        try (JsonParser parser =
                Json.wire().getFactory().createParser(frame.block(), frame.from(), frame.to() - frame.from())) {
            parser.nextToken();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                if (name.equals("j") && value == JsonToken.START_ARRAY) {
                    return Optional.of(MEMBER.readTree(parser));
                }
                parser.skipChildren();
            }
            return Optional.empty();
        }
    }
}
