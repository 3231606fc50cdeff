package io.farspan.core.collect;

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
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.stream.Frames;

/** Agents of a location with streams in memory, as the contract has them. */
final class SpoolingAgents implements PluginContext, AgentPort {

    /** A stream of an agent. */
    static final class Spool {

        UUID incarnation = UUID.randomUUID();
        long first;
        final List<byte[]> records = new ArrayList<>();
        long released;
        boolean broken;
        boolean losesBackwards;
        String problem = "";

        long next() {
            return first + records.size();
        }

        /** What an agent drops when it is full. */
        void drop(int oldest) {
            records.subList(0, oldest).clear();
            first += oldest;
        }
    }

    /** The streams of each instance; those without an entry have a stock agent, those with a problem do not answer. */
    final Map<InstanceId, Map<String, Spool>> spools = new TreeMap<>();

    final Map<InstanceId, Problem> failing = new TreeMap<>();
    final Map<InstanceId, String> clocks = new TreeMap<>();
    final List<InstanceId> instances = new ArrayList<>();
    int rounds;
    Duration remaining = Duration.ofSeconds(5);

    Spool add(String instance, String stream, int records, int bytes) {
        InstanceId id = InstanceId.parse(instance);
        if (!instances.contains(id)) {
            instances.add(id);
        }
        Spool spool = new Spool();
        for (int index = 0; index < records; index++) {
            byte[] payload = new byte[bytes];
            payload[0] = (byte) (index + 1);
            spool.records.add(payload);
        }
        spools.computeIfAbsent(id, key -> new LinkedHashMap<>()).put(stream, spool);
        return spool;
    }

    @Override
    public List<Outcome> ask(List<RawJson> requests) {
        Map<InstanceId, List<RawJson>> same = new TreeMap<>();
        instances.forEach(id -> same.put(id, requests));
        return ask(same);
    }

    @Override
    public List<Outcome> ask(Map<InstanceId, List<RawJson>> requests) {
        rounds++;
        List<Outcome> outcomes = new ArrayList<>();
        new TreeMap<>(requests).forEach((id, its) -> {
            if (!instances.contains(id) || its.isEmpty() || its.size() > MOST_REQUESTS) {
                throw new IllegalArgumentException("not asked like this: " + id + ", " + its.size());
            }
            Problem problem = failing.get(id);
            outcomes.add(
                    problem == null
                            ? Outcome.answered(
                                    id,
                                    1,
                                    its.stream()
                                            .map(request -> answer(id, request.tree()))
                                            .toList())
                            : Outcome.failed(id, 1, problem));
        });
        return outcomes;
    }

    private RawJson answer(InstanceId id, JsonNode request) {
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        Map<String, Spool> streams = spools.get(id);
        if (streams == null) {
            return RawJson.of(response.put("status", 404)
                    .put("error_type", "javax.management.InstanceNotFoundException")
                    .put("error", request.path("mbean").asText()));
        }
        if (request.path("attribute").asText().equals("Clock") && clocks.containsKey(id)) {
            return RawJson.of(response.put("value", clocks.get(id)).put("status", 200));
        }
        JsonNode arguments = request.path("arguments");
        switch (request.path("operation").asText()) {
            case "list" -> response.put("value", list(streams)).put("status", 200);
            case "read" -> {
                Spool spool = streams.get(arguments.path(0).asText());
                if (spool == null) {
                    response.put("error", "no such stream").put("status", 500);
                } else {
                    response.put("value", read(spool, arguments)).put("status", 200);
                }
            }
            case "release" -> {
                Spool spool = streams.get(arguments.path(0).asText());
                if (spool != null
                        && spool.incarnation.toString().equals(arguments.path(1).asText())) {
                    spool.released = arguments.path(2).asLong();
                }
                response.putNull("value").put("status", 200);
            }
            default -> response.put("error", "no such operation").put("status", 400);
        }
        return RawJson.of(response);
    }

    private static String list(Map<String, Spool> streams) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        streams.forEach((name, spool) -> {
            ObjectNode stream = list.addObject()
                    .put("name", name)
                    .put("kind", "log")
                    .put("incarnation", spool.incarnation.toString())
                    .put("first", spool.first)
                    .put("next", spool.next())
                    .put("released", spool.released)
                    .put(
                            "bytes",
                            spool.records.stream()
                                    .mapToLong(record -> record.length + Frames.HEAD)
                                    .sum());
            if (!spool.problem.isEmpty()) {
                stream.put("problem", spool.problem);
            }
        });
        return list.toString();
    }

    private static String read(Spool spool, JsonNode arguments) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("incarnation", spool.incarnation.toString());
        boolean same = spool.incarnation.toString().equals(arguments.path(1).asText());
        long from = same ? arguments.path(2).asLong() : 0;
        answer.put("from", from).put("end", spool.next());
        if (spool.losesBackwards) {
            answer.putObject("lost").put("from", 0).put("to", 5).put("reason", "SPOOL_FULL");
            return answer.put("next", 5).put("block", "").toString();
        }
        if (from < spool.first) {
            answer.putObject("lost").put("from", from).put("to", spool.first).put("reason", "SPOOL_FULL");
            return answer.put("next", spool.first).put("block", "").toString();
        }
        Frames.Builder frames = new Frames.Builder();
        long next = from;
        int room = arguments.path(3).asInt();
        while (next < spool.next()) {
            byte[] record = spool.records.get((int) (next - spool.first));
            room -= record.length + Frames.HEAD;
            if (room < 0 && next > from) { // at least one record is given
                break;
            }
            frames.add(record);
            next++;
        }
        byte[] block = frames.build().block();
        if (spool.broken) {
            block[block.length - 1] ^= 1;
        }
        return answer.put("next", next)
                .put("block", Base64.getEncoder().encodeToString(block))
                .toString();
    }

    static Problem timeout() {
        return Problem.of(ProblemCode.INSTANCE_TIMEOUT, "It did not answer.");
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
        return instances.stream()
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
