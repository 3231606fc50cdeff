package io.farspan.bridge.view;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import javax.management.InstanceNotFoundException;
import javax.management.MBeanServerDelegate;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import io.farspan.bridge.description.BeanDescription;
import io.farspan.bridge.description.DescriptionStore;
import io.farspan.federation.DescriptionCache;
import io.farspan.federation.LazyResponse;
import io.farspan.protocol.json.RawJson;

import static io.farspan.bridge.view.Preconditions.exact;

/**
 * The descriptions that a view knows. A missing one is fetched by itself; when several were missing in a short time, the
 * tool is going through all MBeans, and all descriptions are fetched with one request.
 */
final class ViewDescriptions {

    private static final String JAVA = "java.lang";

    /** Domains of MBeans of the platform, whose descriptions never change. */
    private static final Set<String> PLATFORM = Set.of(JAVA, "java.nio", "java.util.logging", "JMImplementation");

    /** The number of MBeans above which all descriptions are fetched together. */
    private static final int MANY = 20;

    private static final long NEVER = Long.MIN_VALUE / 2;
    private static final int BURST = 4;
    private static final long BURST_NANOS = 2_000_000_000L;

    private final Endpoint endpoint;
    private final DescriptionStore store;
    private final DescriptionCache lists;
    private final AgeLimits limits;
    private final boolean federated;
    private final Map<ObjectName, Known> known = new HashMap<>();
    private final Deque<Long> misses = new ArrayDeque<>();
    private Map<ObjectName, RawJson> everything = Map.of();
    /** The parsed ones of {@link #everything}, by identity: equal descriptions are one object there. */
    private final Map<RawJson, BeanDescription> read = new IdentityHashMap<>();

    private long everythingAt = NEVER;
    private CompletableFuture<@Nullable Void> refreshing = CompletableFuture.completedFuture(null);
    private long refreshingSince = NEVER;
    private long forgottenAt = NEVER;
    private volatile Expected expected = new Expected(CompletableFuture.completedFuture(null), Set.of());
    private volatile boolean platformKnown;

    ViewDescriptions(
            Endpoint endpoint, DescriptionStore store, DescriptionCache lists, AgeLimits limits, boolean federated) {
        this.endpoint = endpoint;
        this.store = store;
        this.lists = lists;
        this.limits = limits;
        this.federated = federated;
    }

    /** Descriptions that a call brings which is on its way; those of {@code java.lang} always. */
    private record Expected(CompletableFuture<?> landed, Set<ObjectName> names) {
        boolean brings(ObjectName name) {
            return !landed.isDone() && (name.getDomain().equals(JAVA) || names.contains(name));
        }
    }

    private record Known(BeanDescription description, long at) {}

    /** An MBean's description, fetched when it is not known. */
    BeanDescription get(ObjectName bean) throws InstanceNotFoundException, IOException {
        Optional<BeanDescription> known = known(exact(bean));
        if (known.isPresent()) {
            return known.get();
        }
        Expected coming = expected;
        if (coming.brings(bean)) {
            coming.landed.handle((landed, failure) -> landed).join();
            known = known(bean);
            if (known.isPresent()) {
                return known.get();
            }
        }
        BulkRequest bulk = new BulkRequest();
        List<JsonNode> failures = new ArrayList<>();
        ask(bulk, bean, failures::add);
        if (bean.getDomain().equals(JAVA)) {
            askPlatform(bulk);
        }
        Blocking.await(bulk.send(endpoint));
        Optional<BeanDescription> found = known(bean);
        if (found.isPresent()) {
            return found.get();
        }
        for (JsonNode failure : failures) {
            new RemoteFailure(failure).throwCommon(bean);
        }
        throw new InstanceNotFoundException(bean.toString());
    }

    /** Fetches the descriptions of MBeans that are not known, with one call. */
    void prefetch(Set<ObjectName> beans) {
        Optional<CompletableFuture<@Nullable Void>> refresh = refresh(beans);
        if (refresh.isPresent()) {
            refresh.get().join();
            return;
        }
        BulkRequest bulk = new BulkRequest();
        beans.stream().filter(bean -> known(bean).isEmpty()).forEach(bean -> ask(bulk, bean, failure -> {}));
        if (bulk.size() > 0) {
            Blocking.await(bulk.send(endpoint));
        }
    }

    /** Starts to fetch all descriptions when one of many MBeans is not known, or joins those who have. */
    Optional<CompletableFuture<@Nullable Void>> refresh(Set<ObjectName> beans) {
        return beans.size() <= MANY
                        || beans.stream().allMatch(bean -> known(bean).isPresent())
                ? Optional.empty()
                : Optional.of(fetchAll());
    }

    /** Starts to fetch all descriptions unless they are known, or are too few to be fetched together. */
    void refreshAll() {
        boolean due;
        synchronized (this) {
            boolean few = everythingAt > NEVER && everything.size() <= MANY;
            due = !few && !limits.isDescriptionFresh(everythingAt, System.nanoTime());
        }
        if (due) {
            fetchAll();
        }
    }

    private CompletableFuture<@Nullable Void> fetchAll() {
        CompletableFuture<@Nullable Void> own;
        synchronized (this) {
            long now = System.nanoTime();
            if (!refreshing.isDone()
                    && refreshingSince >= forgottenAt
                    && limits.isDescriptionFresh(refreshingSince, now)) {
                return refreshing;
            }
            own = new CompletableFuture<>();
            refreshing = own;
            refreshingSince = now;
        }
        BulkRequest bulk = new BulkRequest();
        askAll(bulk);
        bulk.send(endpoint).subscribe().with(answered -> own.complete(null), own::completeExceptionally);
        return own;
    }

    synchronized Optional<BeanDescription> known(ObjectName name) {
        long now = System.nanoTime();
        Known one = known.get(name);
        if (one != null && (isLasting(name) || limits.isDescriptionFresh(one.at, now))) {
            return Optional.of(one.description);
        }
        if (limits.isDescriptionFresh(everythingAt, now)) {
            return Optional.ofNullable(everything.get(name)).map(written -> read.computeIfAbsent(written, store::of));
        }
        return Optional.empty();
    }

    /** Adds the request for a description; {@code failed} gets the response when it is an error. */
    void ask(BulkRequest bulk, ObjectName name, Consumer<JsonNode> failed) {
        long at = System.nanoTime();
        if (isBurst(at)) {
            askAll(bulk);
        }
        askOne(bulk, name, at, failed);
    }

    private void askOne(BulkRequest bulk, ObjectName name, long at, Consumer<JsonNode> failed) {
        bulk.add(Requests.describe(name), response -> {
            JsonNode tree = response.tree();
            if (tree.path("status").asInt() == 200) {
                take(name, RawJson.of(tree.path("value")), at);
            } else {
                failed.accept(tree);
            }
        });
    }

    /** Adds the request for all descriptions. */
    void askAll(BulkRequest bulk) {
        long at = System.nanoTime();
        RawJson request = federated ? Requests.describeShared() : Requests.describe("");
        bulk.add(request, response -> takeAll(response, at));
    }

    /** Adds the request for the platform's descriptions, which most tools need first. */
    void askPlatform(BulkRequest bulk) {
        long at = System.nanoTime();
        askOne(bulk, MBeanServerDelegate.DELEGATE_NAME, at, failure -> {});
        bulk.add(Requests.describe(JAVA), response -> {
            JsonNode tree = response.tree();
            if (tree.path("status").asInt() == 200) {
                tree.path("value").fields().forEachRemaining(bean -> name(JAVA, bean.getKey())
                        .ifPresent(name -> take(name, RawJson.of(bean.getValue()), at)));
                platformKnown = true;
            }
        });
    }

    /** Whether {@link #askPlatform} was answered. */
    boolean isPlatformKnown() {
        return platformKnown;
    }

    /** Adds the requests for those descriptions that are not known. */
    void askUnknown(BulkRequest bulk, Set<ObjectName> names) {
        List<ObjectName> unknown =
                names.stream().filter(name -> known(name).isEmpty()).toList();
        if (unknown.size() >= BURST) {
            askAll(bulk);
        } else {
            unknown.forEach(name -> askOne(bulk, name, System.nanoTime(), failure -> {}));
        }
    }

    /** Notes that a call is on its way that brings the descriptions of these MBeans and of the platform. */
    void expect(CompletableFuture<?> landed, Set<ObjectName> names) {
        expected = new Expected(landed, Set.copyOf(names));
    }

    synchronized void forget(ObjectName name) {
        known.remove(name);
        forgetEverything();
    }

    synchronized void forgetAll() {
        known.clear();
        platformKnown = false;
        forgetEverything();
    }

    /** What was asked for before this is not taken any more, either. */
    private void forgetEverything() {
        everythingAt = NEVER;
        forgottenAt = System.nanoTime();
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
            platformKnown = false;
        }
    }

    private void takeAll(LazyResponse response, long at) {
        if (!response.isLong() && !response.succeeded()) {
            return;
        }
        Map<ObjectName, RawJson> all = new HashMap<>();
        lists.of(response.raw())
                .byDomain()
                .forEach((domain, beans) ->
                        beans.forEach((keys, written) -> name(domain, keys).ifPresent(name -> all.put(name, written))));
        synchronized (this) {
            if (at >= forgottenAt) {
                everything = all;
                read.clear();
                everythingAt = at;
            }
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
