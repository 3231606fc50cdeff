package io.farspan.troubleshooting.threads;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.plugin.action.ActionMerger;
import io.farspan.protocol.call.InstanceId;

/** Merges the dumps of instances. */
final class ThreadMerger implements ActionMerger {

    private static final int MOST_POOLS = 1_000;
    private static final int SHOWN = 20;
    private static final int MOST_NAMED = 10;

    private final StackMerger stacks = new StackMerger();
    private final Map<String, Long> states = new TreeMap<>();
    private final Map<String, Pool> pools = new LinkedHashMap<>();
    private final List<ObjectNode> busiest = new ArrayList<>();
    private final List<ObjectNode> locks = new ArrayList<>();
    private final ArrayNode deadlocks = JsonNodeFactory.instance.arrayNode();
    private int instances;
    private long threads;

    /** A pool of the same name at several instances. */
    private static final class Pool {
        private long threads;
        private long busy;
        private int instances;
        private int exhausted;
        private long exhaustedThreads;
        private final List<String> exhaustedOn = new ArrayList<>();
        private final Map<String, Integer> at = new HashMap<>();
    }

    @Override
    public void add(InstanceId instance, JsonNode result) {
        instances++;
        threads += result.path("threads").asLong();
        result.path("states").fields().forEachRemaining(state -> {
            if (states.size() < SHOWN || states.containsKey(state.getKey())) {
                states.merge(state.getKey(), state.getValue().asLong(), Long::sum);
            }
        });
        stacks.add(result);
        result.path("pools").forEach(pool -> pool(instance, pool));
        result.path("busiest").forEach(thread -> busiest.add(named(instance, thread)));
        keep(busiest, "cpuMs");
        result.path("locks").forEach(lock -> locks.add(named(instance, lock)));
        keep(locks, "waiting");
        for (JsonNode names : result.path("deadlocks")) {
            if (deadlocks.size() < SHOWN) {
                deadlocks.addObject().put("instance", instance.toString()).set("threads", names);
            }
        }
    }

    private void pool(InstanceId instance, JsonNode pool) {
        String name = pool.path("name").asText();
        if (pools.size() >= MOST_POOLS && !pools.containsKey(name)) {
            return;
        }
        Pool known = pools.computeIfAbsent(name, key -> new Pool());
        known.instances++;
        known.threads += pool.path("threads").asLong();
        known.busy += pool.path("busy").asLong();
        if (pool.path("busy").asLong() == pool.path("threads").asLong()) {
            known.exhausted++;
            known.exhaustedThreads += pool.path("threads").asLong();
            if (known.exhaustedOn.size() < MOST_NAMED) {
                known.exhaustedOn.add(instance.toString());
            }
            if (known.at.size() < SHOWN) {
                known.at.merge(pool.path("at").asText(), 1, Integer::sum);
            }
        }
    }

    private static ObjectNode named(InstanceId instance, JsonNode value) {
        ObjectNode named = JsonNodeFactory.instance.objectNode().put("instance", instance.toString());
        if (value instanceof ObjectNode object) {
            named.setAll(object);
        }
        return named;
    }

    private static void keep(List<ObjectNode> list, String by) {
        list.sort(Comparator.comparing(one -> -one.path(by).asLong()));
        if (list.size() > SHOWN) {
            list.subList(SHOWN, list.size()).clear();
        }
    }

    @Override
    public JsonNode merged() {
        ObjectNode merged = JsonNodeFactory.instance.objectNode();
        merged.put("instances", instances).put("threads", threads);
        ObjectNode counted = merged.putObject("states");
        states.forEach(counted::put);
        ArrayNode exhausted = merged.putArray("exhaustedPools");
        pools.entrySet().stream()
                .filter(pool -> pool.getValue().exhausted > 0)
                .sorted(Comparator.comparing(pool -> -pool.getValue().exhaustedThreads))
                .limit(SHOWN)
                .forEach(pool -> exhausted(exhausted.addObject(), pool.getKey(), pool.getValue()));
        merged.set("deadlocks", deadlocks);
        merged.putArray("locks").addAll(locks);
        merged.putArray("busiest").addAll(busiest);
        Map<String, Long> sizes = new HashMap<>();
        pools.forEach((name, pool) -> sizes.put(name, pool.threads));
        stacks.write(merged.putArray("stacks"), sizes, threads, instances);
        if (stacks.omitted() > 0) {
            merged.put("threadsWithoutStack", stacks.omitted());
        }
        return merged;
    }

    private static void exhausted(ObjectNode written, String name, Pool pool) {
        String at = pool.at.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse("");
        written.put(
                        "says",
                        "All " + pool.exhaustedThreads + " threads of '" + name + "' are busy on " + pool.exhausted
                                + " of " + pool.instances + " instances"
                                + (at.isEmpty() ? "" : ", most at " + at))
                .put("name", name)
                .put("threads", pool.threads)
                .put("busy", pool.busy)
                .put("instances", pool.instances)
                .put("exhausted", pool.exhausted);
        pool.exhaustedOn.forEach(written.putArray("on")::add);
    }
}
