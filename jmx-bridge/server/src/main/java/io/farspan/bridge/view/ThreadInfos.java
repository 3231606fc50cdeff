package io.farspan.bridge.view;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import org.jspecify.annotations.Nullable;

/**
 * Thread infos. Tools ask for them one thread after another with {@code getThreadInfo(id)}; the first of these calls
 * fetches all threads by {@code getThreadInfo(ids)}, which {@link java.lang.management.ThreadMXBean} defines to be the same.
 * They are fetched with other values when a tool is expected to ask for them: when it has just connected and the last one
 * asked, and when it asked lately. The {@value #GUESSED} numbers after the highest known id are asked for too, because
 * threads that have started since have those.
 */
final class ThreadInfos {

    static final String IDS = "AllThreadIds";
    static final ObjectName THREADING = FirstReads.name("java.lang:type=Threading");

    private static final int GUESSED = 32;
    private static final long EXPECTED_NANOS = 2_000_000_000L;

    private final Endpoint endpoint;
    private final AgeLimits limits;
    private Map<Long, Info> infos = Map.of();
    private Set<Long> ids = Set.of();
    private long idsAt = Long.MIN_VALUE / 2;
    private long wantedAt = Long.MIN_VALUE / 2;
    private long expectedAt = Long.MIN_VALUE / 2;
    private long forgottenAt = Long.MIN_VALUE / 2;
    private Asking asking = new Asking(Set.of(), idsAt, CompletableFuture.completedFuture(null));

    ThreadInfos(Endpoint endpoint, AgeLimits limits) {
        this.endpoint = endpoint;
        this.limits = limits;
    }

    private record Info(JsonNode value, long at) {}

    /** A request for infos that is on its way. */
    private record Asking(Set<Long> ids, long at, CompletableFuture<@Nullable Void> landed) {}

    /** Whether an operation is {@code getThreadInfo(long)}. */
    static boolean answers(ObjectName name, String operation, String[] signature) {
        return name.equals(THREADING)
                && operation.equals("getThreadInfo")
                && signature.length == 1
                && signature[0].equals("long");
    }

    /** A thread's info, a JSON null when it has ended; empty when it must be asked for individually. */
    Optional<JsonNode> info(long id) {
        if (limits.values().isZero()) {
            return Optional.empty();
        }
        CompletableFuture<@Nullable Void> landed;
        synchronized (this) {
            long now = System.nanoTime();
            wantedAt = now;
            Optional<JsonNode> known = known(id, now).or(() -> ended(id, now));
            if (known.isPresent() || (!isAsked(id, now) && !ids.contains(id))) {
                return known;
            }
            if (!isAsked(id, now)) {
                ask(now);
            }
            landed = asking.landed;
        }
        landed.join();
        synchronized (this) {
            return known(id, System.nanoTime());
        }
    }

    /** Notes the ids of all threads at a time; asks for the infos of new ones when a tool is expected to. */
    synchronized void noteIds(JsonNode allThreadIds, long at) {
        Set<Long> noted = new LinkedHashSet<>();
        allThreadIds.forEach(id -> noted.add(id.asLong()));
        boolean isNew = !ids.containsAll(noted);
        ids = noted;
        idsAt = at;
        long now = System.nanoTime();
        if (now - expectedAt < EXPECTED_NANOS || (isNew && now - wantedAt < AttributeHabits.LASTING_NANOS)) {
            if (!unknown(now).isEmpty()) {
                ask(now);
            }
        }
    }

    /** A tool that has just connected will ask. */
    synchronized void expect() {
        expectedAt = System.nanoTime();
    }

    /** Adds the request for the infos of all threads whose ids are known, when a tool is expected to ask. */
    synchronized void askAhead(BulkRequest bulk) {
        long now = System.nanoTime();
        if (now - wantedAt < AttributeHabits.LASTING_NANOS || now - expectedAt < EXPECTED_NANOS) {
            ask(bulk, now, GUESSED);
        }
    }

    synchronized void forget() {
        infos = Map.of();
        idsAt = Long.MIN_VALUE / 2;
        forgottenAt = System.nanoTime();
        asking = new Asking(Set.of(), forgottenAt, CompletableFuture.completedFuture(null));
    }

    private Optional<JsonNode> known(long id, long now) {
        Info info = infos.get(id);
        return info != null && limits.isFresh(info.at, now) ? Optional.of(info.value) : Optional.empty();
    }

    /** A JSON null when a thread has ended: its id is none of those that were read just now, and there are higher ones. */
    private Optional<JsonNode> ended(long id, long now) {
        return id > 0
                        && limits.isFresh(idsAt, now)
                        && !ids.contains(id)
                        && ids.stream().anyMatch(other -> other > id)
                ? Optional.of(NullNode.getInstance())
                : Optional.empty();
    }

    private boolean isAsked(long id, long now) {
        return !asking.landed.isDone() && limits.isFresh(asking.at, now) && asking.ids.contains(id);
    }

    /** The threads that are neither known nor asked for. With an age of 0 nothing would be known by the time it is used. */
    private Set<Long> unknown(long now) {
        Set<Long> unknown = new LinkedHashSet<>();
        if (!limits.values().isZero()) {
            for (Long id : ids) {
                if (known(id, now).isEmpty() && !isAsked(id, now)) {
                    unknown.add(id);
                }
            }
        }
        return unknown;
    }

    private void ask(long now) {
        BulkRequest bulk = new BulkRequest();
        ask(bulk, now, 0);
        CompletableFuture<@Nullable Void> landed = asking.landed;
        bulk.send(endpoint).subscribe().with(answered -> {}, failure -> landed.complete(null));
    }

    private void ask(BulkRequest bulk, long now, int guessed) {
        List<Long> which = new ArrayList<>(unknown(now));
        if (which.isEmpty()) {
            return;
        }
        long highest = ids.stream().mapToLong(Long::longValue).max().orElse(0);
        LongStream.rangeClosed(highest + 1, highest + guessed).forEach(which::add);
        CompletableFuture<@Nullable Void> landed = new CompletableFuture<@Nullable Void>()
                .completeOnTimeout(null, Endpoint.DEADLINE.multipliedBy(2).toMillis(), TimeUnit.MILLISECONDS);
        asking = new Asking(Set.copyOf(which), now, landed);
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        which.forEach(list::add);
        bulk.add(Requests.exec(THREADING, "getThreadInfo([J)", List.of(list)), response -> {
            JsonNode tree = response.tree();
            if (tree.path("status").asInt() == 200 && tree.path("value").size() == which.size()) {
                take(which, tree.path("value"), now, highest);
            }
            landed.complete(null);
        });
    }

    private synchronized void take(List<Long> which, JsonNode values, long asked, long highest) {
        if (asked < forgottenAt) {
            return;
        }
        Map<Long, Info> taken = new HashMap<>();
        infos.forEach((id, info) -> {
            if (limits.isFresh(info.at, asked)) {
                taken.put(id, info);
            }
        });
        for (int index = 0; index < which.size(); index++) {
            if (which.get(index) <= highest || !values.get(index).isNull()) {
                taken.put(which.get(index), new Info(values.get(index), asked));
            }
        }
        infos = taken;
    }
}
