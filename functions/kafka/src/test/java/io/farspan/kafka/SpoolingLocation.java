package io.farspan.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.plugin.AgentPort;
import io.farspan.plugin.HttpPort;
import io.farspan.plugin.PluginContext;
import io.farspan.plugin.PluginInstance;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.stream.Frames;
import io.farspan.protocol.stream.StreamRecord;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A location whose agents have spools in memory, as their MBean offers them. Thread-safe. */
final class SpoolingLocation implements PluginContext, AgentPort {

    static final String CLOCK = "{\"run\":\"r1\",\"now\":1764480000000000000}";

    private final Map<InstanceId, Map<String, Spool>> spools = new TreeMap<>();
    Duration remaining = Duration.ofSeconds(60);

    /** A stream of an agent. */
    static final class Spool {

        final String kind;
        final UUID incarnation = UUID.randomUUID();
        final List<byte[]> records = new ArrayList<>();
        long first;
        long released;

        Spool(String kind) {
            this.kind = kind;
        }

        /** Appends records whose messages are their offsets. */
        synchronized void append(int count) {
            for (int index = 0; index < count; index++) {
                append(StreamRecord.of(next(), 9, "record " + next()).write());
            }
        }

        synchronized void append(byte[] payload) {
            records.add(payload);
        }

        /** Drops the oldest, as a full spool does. */
        synchronized void drop(int oldest) {
            records.subList(0, oldest).clear();
            first += oldest;
        }

        synchronized long next() {
            return first + records.size();
        }

        synchronized long released() {
            return released;
        }
    }

    Spool add(String instance, String stream, String kind) {
        Spool spool = new Spool(kind);
        spools.computeIfAbsent(InstanceId.parse(instance), id -> new LinkedHashMap<>())
                .put(stream, spool);
        return spool;
    }

    @Override
    public List<Outcome> ask(List<RawJson> requests) {
        throw new UnsupportedOperationException("Each instance has its own requests");
    }

    @Override
    public List<Outcome> ask(Map<InstanceId, List<RawJson>> requests) {
        List<Outcome> outcomes = new ArrayList<>();
        new TreeMap<>(requests)
                .forEach((id, its) -> outcomes.add(Outcome.answered(
                        id,
                        1,
                        its.stream().map(request -> answer(id, request.tree())).toList())));
        return outcomes;
    }

    private RawJson answer(InstanceId id, JsonNode request) {
        ObjectNode response = JsonNodeFactory.instance.objectNode().put("status", 200);
        Map<String, Spool> streams = spools.getOrDefault(id, Map.of());
        if (request.path("attribute").asText().equals("Clock")) {
            return RawJson.of(response.put("value", CLOCK));
        }
        JsonNode arguments = request.path("arguments");
        return RawJson.of(
                switch (request.path("operation").asText()) {
                    case "list" -> response.put("value", list(streams));
                    case "read" ->
                        response.put("value", read(streams.get(arguments.path(0).asText()), arguments));
                    case "release" -> {
                        Spool spool = streams.get(arguments.path(0).asText());
                        synchronized (spool) {
                            spool.released =
                                    Math.max(spool.released, arguments.path(2).asLong());
                        }
                        yield response.putNull("value");
                    }
                    default -> throw new IllegalArgumentException("No such operation: " + request);
                });
    }

    private static String list(Map<String, Spool> streams) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        streams.forEach((name, spool) -> {
            synchronized (spool) {
                list.addObject()
                        .put("name", name)
                        .put("kind", spool.kind)
                        .put("incarnation", spool.incarnation.toString())
                        .put("first", spool.first)
                        .put("next", spool.next())
                        .put("bytes", spool.records.size() * 100L)
                        .put("since", 0)
                        .put("released", spool.released);
            }
        });
        return list.toString();
    }

    private static String read(Spool spool, JsonNode arguments) {
        synchronized (spool) {
            long from = arguments.path(2).asLong();
            Frames.Builder frames = new Frames.Builder();
            long next = from;
            int room = arguments.path(3).asInt();
            while (next < spool.next()) {
                byte[] record = spool.records.get((int) (next - spool.first));
                room -= record.length + Frames.HEAD;
                if (room < 0 && next > from) {
                    break;
                }
                frames.add(record);
                next++;
            }
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("incarnation", spool.incarnation.toString())
                    .put("from", from)
                    .put("next", next)
                    .put("end", spool.next())
                    .put(
                            "block",
                            Base64.getEncoder().encodeToString(frames.build().block()))
                    .toString();
        }
    }

    /** Bytes that are no record. */
    static byte[] text(String text) {
        return text.getBytes(UTF_8);
    }

    @Override
    public String application() {
        return "shop";
    }

    @Override
    public String location() {
        return "aws1";
    }

    @Override
    public Optional<String> caller() {
        return Optional.empty();
    }

    @Override
    public List<PluginInstance> instances() {
        return spools.keySet().stream()
                .map(id -> new PluginInstance(id, "127.0.0.1", true, Map.of(), Optional.empty()))
                .toList();
    }

    @Override
    public Duration remaining() {
        return remaining;
    }

    @Override
    public AgentPort agents() {
        return this;
    }

    @Override
    public HttpPort http() {
        throw new UnsupportedOperationException("The plugin asks agents only");
    }
}
