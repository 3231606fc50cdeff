package io.farspan.bridge.notification;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import javax.management.InstanceNotFoundException;
import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import org.jspecify.annotations.Nullable;

import io.farspan.bridge.view.AddedRequest;
import io.farspan.bridge.view.Endpoint;
import io.farspan.federation.Federation;
import io.farspan.federation.LazyResponse;
import io.farspan.protocol.json.RawJson;

/**
 * A client's registration at one agent. The agent keeps notifications until they are pulled, at most 100 for each MBean;
 * it says how many it dropped. When the agent no longer knows the client (it was restarted, or another instance has become
 * primary) all subscriptions are made again and a gap is reported.
 *
 * @see <a href="https://jolokia.org/reference/html/manual/jolokia_protocol.html">Jolokia protocol 8, notifications</a>
 */
final class AgentSubscription {

    private static final Duration LONGEST = Endpoint.DEADLINE.multipliedBy(2);

    /** How long a client is kept that listens to nothing: a tool that connects again is served by it. */
    private static final long UNNEEDED_NANOS = Duration.ofSeconds(30).toNanos();

    private final Endpoint endpoint;
    private final Sink sink;
    /** Guarded by itself, so that nobody who is subscribed already waits for a call. */
    private final Map<ObjectName, String> handles = new HashMap<>();

    /** Subscriptions that are made with a call that is on its way. */
    private final Map<ObjectName, CompletableFuture<JsonNode>> ahead = new ConcurrentHashMap<>();

    /** A client that is registered with a call that is on its way; guarded as the handles are. */
    private @Nullable CompletableFuture<JsonNode> registering;

    private volatile @Nullable String client;
    private volatile long neededAt = System.nanoTime();
    private volatile String store = "jolokia:type=NotificationStore";
    private boolean uncertain;

    /** Receiver of the notifications. */
    interface Sink {
        /** A notification arrived. */
        void arrived(ObjectName local, JsonNode notification);

        /** At least {@code count} notifications were lost. */
        void lost(ObjectName local, long count);
    }

    AgentSubscription(Endpoint endpoint, Sink sink) {
        this.endpoint = endpoint;
        this.sink = sink;
    }

    /** Subscribes to an MBean; no notification sent after this returns is missed. */
    void add(ObjectName local) throws IOException, InstanceNotFoundException {
        CompletableFuture<JsonNode> underWay = ahead.get(local);
        if (underWay != null) {
            underWay.join();
        }
        if (!isSubscribed(local)) {
            subscribe(local);
        }
    }

    /**
     * The request that brings a subscription nearer and that the caller sends with others: it subscribes to an MBean, or
     * registers the client where there is none. Waits for nothing.
     */
    Optional<AddedRequest> addAhead(ObjectName local) {
        String now = client;
        if (now == null) {
            return registerAhead();
        }
        if (isSubscribed(local) || ahead.containsKey(local)) {
            return Optional.empty();
        }
        neededAt = System.nanoTime();
        CompletableFuture<JsonNode> landed = pending();
        ahead.put(local, landed);
        return Optional.of(new AddedRequest(NotificationRequests.add(now, local), response -> {
            JsonNode added = response.tree();
            if (added.path("status").asInt() == 200 && now.equals(client)) {
                put(local, added.path("value").asText());
            }
            ahead.remove(local);
            landed.complete(added);
        }));
    }

    private Optional<AddedRequest> registerAhead() {
        synchronized (handles) {
            if (registering != null) {
                return Optional.empty();
            }
            CompletableFuture<JsonNode> landed = pending();
            registering = landed;
            return Optional.of(
                    new AddedRequest(NotificationRequests.register(), response -> landed.complete(response.tree())));
        }
    }

    /** Takes the client that was registered ahead, if one was; waits for it. */
    private boolean takeRegistered() {
        CompletableFuture<JsonNode> landed;
        synchronized (handles) {
            landed = registering;
            registering = null;
        }
        return landed != null && take(landed.join());
    }

    private static CompletableFuture<JsonNode> pending() {
        return new CompletableFuture<JsonNode>()
                .completeOnTimeout(MissingNode.getInstance(), LONGEST.toMillis(), TimeUnit.MILLISECONDS);
    }

    private boolean isSubscribed(ObjectName local) {
        synchronized (handles) {
            return handles.containsKey(local);
        }
    }

    private void put(ObjectName local, String handle) {
        synchronized (handles) {
            handles.put(local, handle);
        }
    }

    private synchronized void subscribe(ObjectName local) throws IOException, InstanceNotFoundException {
        if (isSubscribed(local)) {
            return;
        }
        neededAt = System.nanoTime();
        if (client == null && !takeRegistered()) {
            register();
        }
        JsonNode added = ask(List.of(NotificationRequests.add(String.valueOf(client), local)))
                .get(0);
        if (isForgotten(added)) {
            renew();
            added = ask(List.of(NotificationRequests.add(String.valueOf(client), local)))
                    .get(0);
        }
        if (added.path("status").asInt() != 200) {
            if (added.path("error_type").asText().equals(InstanceNotFoundException.class.getName())) {
                throw new InstanceNotFoundException(local.toString());
            }
            throw new IOException(
                    "Cannot listen to " + local + ": " + added.path("error").asText());
        }
        put(local, added.path("value").asText());
    }

    /** Ends all subscriptions. */
    synchronized void close() {
        synchronized (handles) {
            handles.clear();
        }
        if (client == null) {
            takeRegistered();
        }
        if (client != null) {
            RawJson unregister = NotificationRequests.unregister(client);
            client = null;
            ask(List.of(unregister));
        }
    }

    /** Whether the agent knows the client. */
    boolean isOpen() {
        synchronized (handles) {
            return client != null || registering != null;
        }
    }

    /** Ends the subscriptions that nobody needs, and pulls the new notifications of the others. */
    synchronized void poll(Predicate<ObjectName> needed) {
        Map<ObjectName, String> kept = keep(needed);
        if (kept.isEmpty()) {
            if (client == null) {
                takeRegistered();
            }
            if (client != null && System.nanoTime() - neededAt > UNNEEDED_NANOS) {
                close();
            }
            return;
        }
        neededAt = System.nanoTime();
        List<ObjectName> names = new ArrayList<>(kept.keySet());
        if (client == null) {
            renewAll(names);
            return;
        }
        List<RawJson> requests = new ArrayList<>();
        String own = client;
        requests.add(NotificationRequests.ping(own));
        names.forEach(name -> requests.add(NotificationRequests.pull(store, own, kept.getOrDefault(name, ""))));
        List<JsonNode> responses = ask(requests);
        if (responses.get(0).has("problem")) {
            uncertain = true; // the pulled notifications may have been lost with the answer
            return;
        }
        if (isForgotten(responses.get(0))) {
            renewAll(names);
            return;
        }
        for (int index = 0; index < names.size(); index++) {
            take(names.get(index), responses.get(index + 1));
        }
        uncertain = false;
    }

    private Map<ObjectName, String> keep(Predicate<ObjectName> needed) {
        Map<ObjectName, String> kept;
        Map<ObjectName, String> rest;
        synchronized (handles) {
            rest = new LinkedHashMap<>(handles);
            handles.keySet().removeIf(name -> !needed.test(name));
            kept = new LinkedHashMap<>(handles);
        }
        rest.keySet().removeAll(kept.keySet());
        String own = client;
        if (!rest.isEmpty() && own != null) {
            ask(rest.values().stream()
                    .map(handle -> NotificationRequests.remove(own, handle))
                    .toList());
        }
        return kept;
    }

    private void take(ObjectName name, JsonNode response) {
        JsonNode value = response.path("value");
        long dropped = value.path("dropped").asLong() + (uncertain ? 1 : 0);
        if (dropped > 0) {
            sink.lost(name, dropped);
        }
        value.path("notifications").forEach(notification -> sink.arrived(name, notification));
    }

    private void renewAll(List<ObjectName> names) {
        try {
            renew();
            for (ObjectName name : names) {
                JsonNode added = ask(List.of(NotificationRequests.add(String.valueOf(client), name)))
                        .get(0);
                if (added.path("status").asInt() == 200) {
                    put(name, added.path("value").asText());
                }
                sink.lost(name, 1);
            }
        } catch (IOException e) {
            client = null; // the next poll tries again
            names.forEach(name -> put(name, ""));
            uncertain = true;
        }
    }

    private void renew() throws IOException {
        client = null;
        register();
    }

    private void register() throws IOException {
        JsonNode registered = ask(List.of(NotificationRequests.register())).get(0);
        if (!take(registered)) {
            throw new IOException(
                    "Cannot listen: " + registered.path("error").asText("the agent does not accept listeners"));
        }
    }

    private boolean take(JsonNode registered) {
        if (registered.path("status").asInt() != 200) {
            return false;
        }
        neededAt = System.nanoTime();
        client = registered.path("value").path("id").asText();
        store = registered
                .path("value")
                .path("backend")
                .path("pull")
                .path("store")
                .asText(store);
        return true;
    }

    private static boolean isForgotten(JsonNode response) {
        return response.path("error").asText().contains("No client ");
    }

    private List<JsonNode> ask(List<RawJson> requests) {
        Federation.Answered answered = endpoint.ask(requests).await().atMost(LONGEST);
        return answered.responses().stream().map(LazyResponse::tree).toList();
    }
}
