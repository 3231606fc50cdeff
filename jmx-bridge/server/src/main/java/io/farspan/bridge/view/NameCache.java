package io.farspan.bridge.view;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import org.jspecify.annotations.Nullable;

import io.farspan.federation.LazyResponse;
import io.farspan.protocol.call.InstanceId;

/**
 * The names of all MBeans of a view, no older than values may be. A request carries the time of the last answer where one
 * agent answers, so that it answers "not modified" as long as no MBean was registered or unregistered.
 */
final class NameCache {

    private final Endpoint endpoint;
    private final AgeLimits limits;
    private final boolean revalidates;
    private Set<ObjectName> names = Set.of();
    private JsonNode written = MissingNode.getInstance();
    private long askedAt = Long.MIN_VALUE / 2;
    private long timestamp;
    private Optional<InstanceId> from = Optional.empty();
    private @Nullable CompletableFuture<JsonNode> asking;
    private long wantedAt = Long.MIN_VALUE / 2;
    private long askingSince = Long.MIN_VALUE / 2;
    private long forgottenAt = Long.MIN_VALUE / 2;

    /** The names behind an endpoint; {@code revalidates} where a single agent answers. */
    NameCache(Endpoint endpoint, AgeLimits limits, boolean revalidates) {
        this.endpoint = endpoint;
        this.limits = limits;
        this.revalidates = revalidates;
    }

    /** The names, or the response that says why there are none. */
    record Result(Set<ObjectName> names, Optional<JsonNode> failure) {}

    Result get() {
        Optional<CompletableFuture<JsonNode>> answer;
        synchronized (this) {
            answer = begin();
            if (answer.isEmpty()) {
                return new Result(names, Optional.empty());
            }
        }
        JsonNode response = answer.get().join();
        synchronized (this) {
            return isGood(response) ? new Result(names, Optional.empty()) : new Result(Set.of(), Optional.of(response));
        }
    }

    /** Asks for the names when they will still be fresh by the time that somebody gets them. */
    void expect() {
        if (!limits.values().isZero()) {
            begin();
        }
    }

    /** Asks for the names, or joins those who have; empty when they are known. */
    private synchronized Optional<CompletableFuture<JsonNode>> begin() {
        long now = System.nanoTime();
        wantedAt = now;
        if (limits.isFresh(askedAt, now)) {
            return Optional.empty();
        }
        CompletableFuture<JsonNode> answer = asking;
        if (answer == null || answer.isDone() || !limits.isFresh(askingSince, now)) {
            answer = pending();
            asking = answer;
            askingSince = now;
            ask(answer, revalidates ? timestamp : 0, now);
        }
        return Optional.of(answer);
    }

    /** Whether a tool asked for names lately, since they were fetched, and so is likely to ask again. */
    synchronized boolean areWanted() {
        return wantedAt >= askedAt && System.nanoTime() - wantedAt < AttributeHabits.LASTING_NANOS;
    }

    /** Adds the search for names to other requests, unless the names are fresh or being asked for. */
    synchronized void askUnlessFresh(BulkRequest bulk) {
        long now = System.nanoTime();
        if (limits.isFresh(askedAt, now) || (asking != null && !asking.isDone())) {
            return;
        }
        CompletableFuture<JsonNode> future = pending();
        asking = future;
        askingSince = now;
        bulk.add(
                Requests.search(ObjectName.WILDCARD, 0),
                response -> future.complete(settle(response.tree(), Optional.empty(), now)));
    }

    synchronized void forget() {
        askedAt = Long.MIN_VALUE / 2;
        forgottenAt = System.nanoTime();
        asking = null;
    }

    /** An answer to wait for, which fails by itself should the call that carries it break. */
    private static CompletableFuture<JsonNode> pending() {
        return new CompletableFuture<JsonNode>()
                .orTimeout(Endpoint.DEADLINE.multipliedBy(2).toMillis(), TimeUnit.MILLISECONDS);
    }

    private void ask(CompletableFuture<JsonNode> future, long since, long now) {
        BulkRequest bulk = new BulkRequest();
        bulk.add(Requests.search(ObjectName.WILDCARD, since), response -> {});
        bulk.send(endpoint)
                .subscribe()
                .with(
                        answered -> {
                            LazyResponse response = answered.responses().get(0);
                            if (!response.isLong()
                                    && response.status() == 304
                                    && !answered.instance().equals(from)) {
                                ask(future, 0, now);
                            } else {
                                future.complete(settle(response.tree(), answered.instance(), now));
                            }
                        },
                        future::completeExceptionally);
    }

    private synchronized JsonNode settle(JsonNode response, Optional<InstanceId> instance, long at) {
        if (response.path("status").asInt() == 200) {
            if (!response.path("value").equals(written)) {
                Set<ObjectName> read = new LinkedHashSet<>();
                response.path("value").forEach(text -> parse(text.asText()).ifPresent(read::add));
                names = read;
                written = response.path("value");
            }
            timestamp = instance.isEmpty() ? 0 : response.path("timestamp").asLong();
            from = instance;
        }
        if (isGood(response) && at >= forgottenAt) {
            askedAt = at;
        }
        return response;
    }

    private static boolean isGood(JsonNode response) {
        int status = response.path("status").asInt();
        return status == 200 || status == 304;
    }

    private static Optional<ObjectName> parse(String text) {
        try {
            return Optional.of(new ObjectName(text));
        } catch (MalformedObjectNameException e) {
            return Optional.empty();
        }
    }
}
