package io.farspan.bridge.view;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.jspecify.annotations.Nullable;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.json.RawJson;

/**
 * The names of all MBeans of a view, no older than values may be. A request carries the time of the last answer where one
 * agent answers, so that it answers "not modified" as long as no MBean was registered or unregistered.
 */
final class NameCache {

    private final Endpoint endpoint;
    private final AgeLimits limits;
    private final boolean revalidates;
    private Set<ObjectName> names = Set.of();
    private RawJson.@Nullable Bytes bytes;
    private long askedAt = Long.MIN_VALUE / 2;
    private long timestamp;
    private Optional<InstanceId> from = Optional.empty();
    private @Nullable CompletableFuture<JsonNode> asking;

    /** The names behind an endpoint; {@code revalidates} where a single agent answers. */
    NameCache(Endpoint endpoint, AgeLimits limits, boolean revalidates) {
        this.endpoint = endpoint;
        this.limits = limits;
        this.revalidates = revalidates;
    }

    /** The names, or the response that says why there are none. */
    record Result(Set<ObjectName> names, Optional<JsonNode> failure) {}

    Result get() {
        CompletableFuture<JsonNode> answer;
        synchronized (this) {
            if (limits.isFresh(askedAt, System.nanoTime())) {
                return new Result(names, Optional.empty());
            }
            if (asking == null || asking.isDone()) {
                asking = ask(revalidates ? timestamp : 0);
            }
            answer = asking;
        }
        JsonNode response = answer.join();
        synchronized (this) {
            return isGood(response) ? new Result(names, Optional.empty()) : new Result(Set.of(), Optional.of(response));
        }
    }

    synchronized void forget() {
        askedAt = Long.MIN_VALUE / 2;
    }

    private CompletableFuture<JsonNode> ask(long since) {
        long now = System.nanoTime();
        CompletableFuture<JsonNode> future = new CompletableFuture<>();
        BulkRequest bulk = new BulkRequest();
        bulk.add(Requests.search(ObjectName.WILDCARD, since), response -> {});
        bulk.send(endpoint)
                .subscribe()
                .with(
                        answered -> {
                            RawJson response = answered.responses().get(0);
                            JsonNode tree = response.length() < 256 ? response.tree() : null;
                            if (tree != null
                                    && tree.path("status").asInt() == 304
                                    && !answered.instance().equals(from)) {
                                ask(0).thenAccept(future::complete);
                                return;
                            }
                            JsonNode settled = settle(response, answered.instance(), now);
                            future.complete(settled);
                        },
                        future::completeExceptionally);
        return future;
    }

    private synchronized JsonNode settle(RawJson response, Optional<InstanceId> instance, long at) {
        if (response.bytes().equals(bytes)) {
            askedAt = at;
            return JsonNodeFactory.instance.objectNode().put("status", 304);
        }
        JsonNode tree = response.tree();
        if (tree.path("status").asInt() == 200) {
            Set<ObjectName> read = new LinkedHashSet<>();
            tree.path("value").forEach(text -> parse(text.asText()).ifPresent(read::add));
            names = read;
            bytes = response.bytes();
            timestamp = tree.path("timestamp").asLong();
            from = instance;
        }
        if (isGood(tree)) {
            askedAt = at;
        }
        return tree;
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
