package io.farspan.troubleshooting.threads;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import org.jspecify.annotations.Nullable;

/** Merges equal stacks over instances, within a number of stacks and characters. */
final class StackMerger {

    private static final int MOST_STACKS = 5_000;
    private static final int MOST_CHARACTERS = 8 << 20;
    private static final int SHOWN = 100;
    private static final int SHOWN_CHARACTERS = 1 << 20;
    private static final int MOST_NAMES = 5;

    private final Map<String, String> frames = new HashMap<>();
    private final Map<Key, Merged> stacks = new LinkedHashMap<>();
    private int characters;
    private long omitted;

    private record Key(String state, List<String> frames) {}

    /** A stack of several threads. */
    private static final class Merged {
        private final boolean idle;
        private final List<String> names = new ArrayList<>();
        private @Nullable String pool;
        private @Nullable String waitsFor;
        private long count;
        private int instances;

        Merged(JsonNode stack) {
            idle = stack.path("idle").asBoolean();
            pool = stack.path("pool").asText(null);
            waitsFor = stack.path("waitsFor").asText(null);
        }

        void add(JsonNode stack) {
            count += stack.path("count").asLong();
            instances++;
            if (pool != null && !pool.equals(stack.path("pool").asText(null))) {
                pool = null;
            }
            for (JsonNode name : stack.path("names")) {
                if (names.size() < MOST_NAMES && !names.contains(name.asText())) {
                    names.add(name.asText());
                }
            }
        }
    }

    /** Takes the stacks of an instance. */
    void add(JsonNode result) {
        omitted += result.path("threadsWithoutStack").asLong();
        for (JsonNode stack : result.path("stacks")) {
            List<String> its = new ArrayList<>();
            stack.path("frames").forEach(frame -> its.add(frames.getOrDefault(frame.asText(), frame.asText())));
            Key key = new Key(stack.path("state").asText(), its);
            Merged merged = stacks.get(key);
            if (merged == null) {
                int more = its.stream()
                        .filter(frame -> !frames.containsKey(frame))
                        .mapToInt(String::length)
                        .sum();
                if (stacks.size() >= MOST_STACKS || characters + more > MOST_CHARACTERS) {
                    omitted += stack.path("count").asLong();
                    continue;
                }
                characters += more;
                its.forEach(frame -> frames.putIfAbsent(frame, frame));
                merged = new Merged(stack);
                stacks.put(key, merged);
            }
            merged.add(stack);
        }
    }

    /** How many threads have a stack that was left out. */
    long omitted() {
        return omitted;
    }

    /** Writes the stacks of the most threads; those that have nothing to do come last. */
    void write(ArrayNode written, Map<String, Long> poolSizes, long threads, int instances) {
        List<Map.Entry<Key, Merged>> sorted = new ArrayList<>(stacks.entrySet());
        sorted.sort(Comparator.<Map.Entry<Key, Merged>, Boolean>comparing(each -> each.getValue().idle)
                .thenComparing(each -> -each.getValue().count));
        int shown = 0;
        for (Map.Entry<Key, Merged> each : sorted) {
            Merged merged = each.getValue();
            shown += each.getKey().frames().stream().mapToInt(String::length).sum();
            if (written.size() == SHOWN || shown > SHOWN_CHARACTERS) {
                return;
            }
            Optional<String> pool = Optional.ofNullable(merged.pool).filter(poolSizes::containsKey);
            long of = pool.map(poolSizes::get).orElse(threads);
            var stack = written.addObject()
                    .put(
                            "says",
                            merged.count + " of " + of + " threads"
                                    + pool.map(name -> " of '" + name + "'").orElse("")
                                    + " on " + merged.instances + " of " + instances + " instances "
                                    + does(each.getKey().state()) + " here")
                    .put("count", merged.count)
                    .put("of", of)
                    .put("instances", merged.instances)
                    .put("state", each.getKey().state());
            if (merged.idle) {
                stack.put("idle", true);
            }
            pool.ifPresent(name -> stack.put("pool", name));
            Optional.ofNullable(merged.waitsFor).ifPresent(lock -> stack.put("waitsFor", lock));
            merged.names.forEach(stack.putArray("names")::add);
            each.getKey().frames().forEach(stack.putArray("frames")::add);
        }
    }

    private static String does(String state) {
        return switch (state) {
            case "BLOCKED" -> "are blocked";
            case "WAITING", "TIMED_WAITING" -> "wait";
            default -> "run";
        };
    }
}
