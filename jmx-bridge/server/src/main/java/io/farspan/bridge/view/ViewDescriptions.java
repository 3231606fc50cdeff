package io.farspan.bridge.view;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.bridge.description.BeanDescription;
import io.farspan.bridge.description.DescriptionStore;
import io.farspan.federation.DescriptionCache;
import io.farspan.protocol.json.RawJson;

/**
 * The descriptions a view knows. One that is missing is asked for alone; when several were missing in a short time, the
 * tool is going through all of them, and all come with one request.
 */
final class ViewDescriptions {

    /** Domains of MBeans that the platform registers once and for all. */
    private static final Set<String> PLATFORM = Set.of("java.lang", "java.nio", "java.util.logging");

    private static final int BURST = 4;
    private static final long BURST_NANOS = 2_000_000_000L;

    private final DescriptionStore store;
    private final DescriptionCache lists;
    private final AgeLimits limits;
    private final boolean federated;
    private final Map<ObjectName, Known> known = new HashMap<>();
    private final Deque<Long> misses = new ArrayDeque<>();
    private Map<ObjectName, RawJson> everything = Map.of();
    private long everythingAt = Long.MIN_VALUE / 2;

    ViewDescriptions(DescriptionStore store, DescriptionCache lists, AgeLimits limits, boolean federated) {
        this.store = store;
        this.lists = lists;
        this.limits = limits;
        this.federated = federated;
    }

    private record Known(BeanDescription description, long at) {}

    synchronized Optional<BeanDescription> known(ObjectName name) {
        long now = System.nanoTime();
        Known one = known.get(name);
        if (one != null && (isLasting(name) || limits.isDescriptionFresh(one.at, now))) {
            return Optional.of(one.description);
        }
        if (limits.isDescriptionFresh(everythingAt, now)) {
            return Optional.ofNullable(everything.get(name)).map(store::of);
        }
        return Optional.empty();
    }

    /** Adds what is needed to know a description; {@code failed} gets the response when there is none. */
    void ask(BulkRequest bulk, ObjectName name, Consumer<JsonNode> failed) {
        long at = System.nanoTime();
        if (isBurst(at)) {
            askAll(bulk);
        }
        bulk.add(Requests.describe(name), response -> {
            JsonNode tree = response.tree();
            if (tree.path("status").asInt() == 200) {
                take(name, RawJson.of(tree.path("value")), at);
            } else {
                failed.accept(tree);
            }
        });
    }

    /** Adds the descriptions of everything. */
    void askAll(BulkRequest bulk) {
        long at = System.nanoTime();
        RawJson request = federated ? Requests.describeShared() : Requests.describe("");
        bulk.add(request, response -> takeAll(response, at));
    }

    /** Adds the platform's descriptions, which most tools want first. */
    void askPlatform(BulkRequest bulk) {
        long at = System.nanoTime();
        bulk.add(Requests.describe("java.lang"), response -> {
            JsonNode tree = response.tree();
            if (tree.path("status").asInt() == 200) {
                tree.path("value").fields().forEachRemaining(bean -> name("java.lang", bean.getKey())
                        .ifPresent(name -> take(name, RawJson.of(bean.getValue()), at)));
            }
        });
    }

    synchronized void forget(ObjectName name) {
        known.remove(name);
        everythingAt = Long.MIN_VALUE / 2;
    }

    synchronized void forgetAll() {
        known.clear();
        everythingAt = Long.MIN_VALUE / 2;
    }

    private synchronized boolean isBurst(long now) {
        misses.addLast(now);
        while (!misses.isEmpty() && now - misses.getFirst() > BURST_NANOS) {
            misses.removeFirst();
        }
        boolean burst = misses.size() >= BURST;
        if (burst) {
            misses.clear();
        }
        return burst;
    }

    private synchronized void take(ObjectName name, RawJson written, long at) {
        known.put(name, new Known(store.of(written), at));
        if (known.size() > 20_000) {
            known.clear();
        }
    }

    private void takeAll(RawJson response, long at) {
        if (response.length() < 4_096 && response.tree().path("status").asInt() != 200) {
            return;
        }
        Map<ObjectName, RawJson> all = new HashMap<>();
        lists.of(response)
                .byDomain()
                .forEach((domain, beans) ->
                        beans.forEach((keys, written) -> name(domain, keys).ifPresent(name -> all.put(name, written))));
        synchronized (this) {
            everything = all;
            everythingAt = at;
        }
    }

    private static boolean isLasting(ObjectName name) {
        return PLATFORM.contains(name.getDomain());
    }

    private static Optional<ObjectName> name(String domain, String keys) {
        try {
            return Optional.of(new ObjectName(domain + ":" + keys));
        } catch (MalformedObjectNameException e) {
            return Optional.empty();
        }
    }
}
