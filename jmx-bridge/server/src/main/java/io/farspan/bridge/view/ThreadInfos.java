package io.farspan.bridge.view;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * Thread infos. Tools ask for them one thread after another with {@code getThreadInfo(id)}; the first of these calls
 * fetches all threads by {@code getThreadInfo(ids)}, which {@link java.lang.management.ThreadMXBean} defines to be the same.
 */
final class ThreadInfos {

    static final String IDS = "AllThreadIds";
    static final ObjectName THREADING = FirstReads.name("java.lang:type=Threading");

    private final AgeLimits limits;
    private Map<Long, JsonNode> infos = Map.of();
    private List<Long> ids = List.of();
    private long at = Long.MIN_VALUE / 2;
    private long wantedAt = Long.MIN_VALUE / 2;

    ThreadInfos(AgeLimits limits) {
        this.limits = limits;
    }

    /** Whether an operation is {@code getThreadInfo(long)}. */
    static boolean answers(ObjectName name, String operation, String[] signature) {
        return name.equals(THREADING)
                && operation.equals("getThreadInfo")
                && signature.length == 1
                && signature[0].equals("long");
    }

    /** A thread's info, a JSON null when it has ended; empty when it must be asked for. */
    synchronized Optional<JsonNode> info(long id) {
        long now = System.nanoTime();
        wantedAt = now;
        return limits.isFresh(at, now) ? Optional.ofNullable(infos.get(id)) : Optional.empty();
    }

    /** Notes the ids of all threads. */
    synchronized void noteIds(JsonNode allThreadIds) {
        List<Long> noted = new ArrayList<>();
        allThreadIds.forEach(id -> noted.add(id.asLong()));
        ids = noted;
    }

    /** Whether a tool keeps asking for threads and they are too old by now. */
    synchronized boolean areWanted() {
        long now = System.nanoTime();
        return now - wantedAt < AttributeHabits.LASTING_NANOS && !limits.isFresh(at, now);
    }

    /** Adds the request for the infos of all threads whose ids are known. */
    void askAll(BulkRequest bulk) {
        long asked = System.nanoTime();
        List<Long> which;
        synchronized (this) {
            which = ids;
        }
        if (which.isEmpty()) {
            return;
        }
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        which.forEach(list::add);
        bulk.add(Requests.exec(THREADING, "getThreadInfo([J)", List.of(list)), response -> {
            JsonNode tree = response.tree();
            if (tree.path("status").asInt() == 200 && tree.path("value").size() == which.size()) {
                take(which, tree.path("value"), asked);
            }
        });
    }

    synchronized void forget() {
        at = Long.MIN_VALUE / 2;
    }

    private synchronized void take(List<Long> which, JsonNode values, long asked) {
        Map<Long, JsonNode> taken = new HashMap<>();
        for (int index = 0; index < which.size(); index++) {
            taken.put(which.get(index), values.get(index));
        }
        infos = taken;
        at = asked;
    }
}
