package io.farspan.telemetry.collect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.type.TypeReference;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.stream.Checkpoint;
import io.farspan.protocol.stream.ClockReading;
import io.farspan.protocol.stream.StreamName;

/**
 * What the plugin {@code collect} answers, as it is read here: each batch is still unread, so that one that is malformed
 * spoils no other, and only one is in memory at a time.
 *
 * @param streams the batches
 * @param left whether more could have been read
 * @param problems the instances that could not be read
 * @param clocks what the instances' clocks say
 * @param ends where the instances' streams end, if that was asked for
 * @param withoutAgent the instances that have no agent of ours
 */
record CollectedAnswer(
        List<RawJson> streams,
        boolean left,
        Problems problems,
        Map<InstanceId, ClockReading> clocks,
        Map<InstanceId, Map<StreamName, Checkpoint>> ends,
        Set<InstanceId> withoutAgent) {

    /** The most bytes of an answer: what a function answers ends there. */
    static final int MOST_BYTES = 4 << 20;

    private static final TypeReference<Map<InstanceId, Map<StreamName, Checkpoint>>> ENDS = new TypeReference<>() {};

    private static final TypeReference<Set<InstanceId>> INSTANCES = new TypeReference<>() {};

    /** More than an answer has room for. */
    private static final int MOST_BATCHES = 20_000;

    /** Fails with {@link IOException} when it is not an answer. */
    static CollectedAnswer read(RawJson json) throws IOException {
        byte[] bytes = json.toBytes();
        try (JsonParser parser = Json.wire().createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new JsonParseException(parser, "not an object");
            }
            List<RawJson> streams = new ArrayList<>();
            boolean left = false;
            Problems problems = new Problems();
            Map<InstanceId, ClockReading> clocks = new HashMap<>();
            Map<InstanceId, Map<StreamName, Checkpoint>> ends = Map.of();
            Set<InstanceId> withoutAgent = Set.of();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                switch (name) {
                    case "streams" -> batches(parser, bytes, streams);
                    case "left" -> left = parser.getBooleanValue();
                    case "problems" -> problems(parser, bytes, problems);
                    case "clocks" -> clocks(parser, bytes, clocks, problems);
                    case "ends" -> ends = ends(parser, bytes);
                    case "withoutAgent" -> withoutAgent = instances(parser, bytes);
                    default -> parser.skipChildren();
                }
            }
            return new CollectedAnswer(streams, left, problems, clocks, ends, withoutAgent);
        }
    }

    private static void batches(JsonParser parser, byte[] bytes, List<RawJson> streams) throws IOException {
        require(parser, JsonToken.START_ARRAY);
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (streams.size() == MOST_BATCHES) {
                throw new JsonParseException(parser, "it has more than " + MOST_BATCHES + " batches");
            }
            streams.add(RawJson.skipForeign(parser, bytes));
        }
    }

    private static void problems(JsonParser parser, byte[] bytes, Problems problems) throws IOException {
        require(parser, JsonToken.START_OBJECT);
        for (String instance = parser.nextFieldName(); instance != null; instance = parser.nextFieldName()) {
            parser.nextToken();
            problems.add(instance + " cannot be read: " + RawJson.skipForeign(parser, bytes));
        }
    }

    private static void clocks(JsonParser parser, byte[] bytes, Map<InstanceId, ClockReading> clocks, Problems problems)
            throws IOException {
        require(parser, JsonToken.START_OBJECT);
        for (String instance = parser.nextFieldName(); instance != null; instance = parser.nextFieldName()) {
            parser.nextToken();
            RawJson reading = RawJson.skipForeign(parser, bytes);
            try {
                clocks.put(InstanceId.parse(instance), Json.wire().readValue(reading.toBytes(), ClockReading.class));
            } catch (IOException e) {
                problems.add("the clock of " + instance + " cannot be read: " + Json.explain(e));
            } catch (IllegalArgumentException | UncheckedIOException e) {
                problems.add("the clock of " + instance + " cannot be read: " + e.getMessage());
            }
        }
    }

    private static Map<InstanceId, Map<StreamName, Checkpoint>> ends(JsonParser parser, byte[] bytes)
            throws IOException {
        require(parser, JsonToken.START_OBJECT);
        return Json.wire().readValue(RawJson.skipForeign(parser, bytes).toBytes(), ENDS);
    }

    private static Set<InstanceId> instances(JsonParser parser, byte[] bytes) throws IOException {
        require(parser, JsonToken.START_ARRAY);
        return Json.wire().readValue(RawJson.skipForeign(parser, bytes).toBytes(), INSTANCES);
    }

    private static void require(JsonParser parser, JsonToken expected) throws IOException {
        if (parser.currentToken() != expected) {
            throw new JsonParseException(parser, "a member is not " + expected);
        }
    }
}
