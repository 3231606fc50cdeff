package io.farspan.bridge.view;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * The attribute values of a view. What tools ask again and again is read ahead: when a value must be fetched, what was
 * read in the last seconds and is due next comes with it, in one bulk call. Who asks for what is on its way waits for it.
 *
 * <p>Law: no value is given that was asked for longer ago than {@link AgeLimits#values}, and none that was asked for
 * before the view's own last change of anything.
 */
final class AttributeReads {

    private static final long HABIT_NANOS = 15_000_000_000L;
    private static final int AHEAD = 900;
    private static final int LARGE = 1 << 16;

    private final Endpoint endpoint;
    private final ViewDescriptions descriptions;
    private final ThreadInfos threads;
    private final AgeLimits limits;
    private final Map<Key, Value> values = new HashMap<>();
    private final Map<Key, Flight> flights = new HashMap<>();
    /** When each was last asked for; the longest ago first, which is what a tool will ask for next. */
    private final LinkedHashMap<Key, Long> habits = new LinkedHashMap<>(64, 0.75f, true);

    private boolean greeted;
    private long lastSweep = System.nanoTime();

    AttributeReads(Endpoint endpoint, ViewDescriptions descriptions, ThreadInfos threads, AgeLimits limits) {
        this.endpoint = endpoint;
        this.descriptions = descriptions;
        this.threads = threads;
        this.limits = limits;
    }

    private static final Key THREAD_IDS = new Key(ThreadInfos.THREADING, "AllThreadIds");

    private record Key(ObjectName name, String attribute) {}

    private record Value(JsonNode json, long at) {}

    /** A bulk call on its way. */
    private static final class Flight {
        final long at = System.nanoTime();
        final CompletableFuture<Flight> landed = new CompletableFuture<>();
        final Map<ObjectName, Set<String>> asked = new LinkedHashMap<>();
        final Map<ObjectName, JsonNode> responses = new HashMap<>();
    }

    /**
     * What reading attributes of one MBean gave.
     *
     * @param values values by attribute; what could not be read is missing
     * @param failure the response when nothing of the MBean could be read
     */
    record Result(Map<String, JsonNode> values, Optional<JsonNode> failure) {}

    /** Reads attributes of one MBean. */
    Result read(ObjectName name, Collection<String> attributes) {
        Map<String, JsonNode> found = new LinkedHashMap<>();
        Set<Flight> waits = new LinkedHashSet<>();
        @Nullable Flight own = null;
        synchronized (this) {
            long now = System.nanoTime();
            sweep(now);
            Set<String> missing = new LinkedHashSet<>();
            for (String attribute : attributes) {
                Key key = new Key(name, attribute);
                habits.put(key, now);
                Value value = values.get(key);
                Flight flight = flights.get(key);
                if (value != null && limits.isFresh(value.at, now)) {
                    if (!isError(value.json)) {
                        found.put(attribute, value.json);
                    }
                } else if (flight != null && limits.isFresh(flight.at, now)) {
                    waits.add(flight);
                } else {
                    missing.add(attribute);
                }
            }
            if (!missing.isEmpty()) {
                own = new Flight();
                own.asked.put(name, missing);
                readAhead(own, now);
                for (Map.Entry<ObjectName, Set<String>> asked : own.asked.entrySet()) {
                    for (String attribute : asked.getValue()) {
                        flights.put(new Key(asked.getKey(), attribute), own);
                    }
                }
                waits.add(own);
            }
        }
        if (own != null) {
            send(own, name);
        }
        Optional<JsonNode> failure = Optional.empty();
        for (Flight flight : waits) {
            JsonNode response = flight.landed.join().responses.get(name);
            if (response != null && response.path("status").asInt() == 200) {
                for (String attribute : attributes) {
                    JsonNode value = response.path("value").get(attribute);
                    if (value != null && !found.containsKey(attribute) && !isError(value)) {
                        found.put(attribute, value);
                    }
                }
            } else if (response != null) {
                failure = Optional.of(response);
            }
        }
        return new Result(found, failure);
    }

    /** Notes that attributes will be asked for next. */
    synchronized void expect(ObjectName name, Collection<String> attributes) {
        long now = System.nanoTime();
        attributes.forEach(attribute -> habits.put(new Key(name, attribute), now));
    }

    /** Forgets every value, after something was changed. */
    synchronized void forget() {
        values.clear();
        flights.clear();
        threads.forget();
    }

    private void readAhead(Flight flight, long now) {
        if (limits.values().isZero()) {
            return; // nothing would be fresh when it is asked for
        }
        Iterator<Map.Entry<Key, Long>> habitual = habits.entrySet().iterator();
        while (habitual.hasNext() && flight.asked.size() < AHEAD) {
            Map.Entry<Key, Long> habit = habitual.next();
            if (now - habit.getValue() > HABIT_NANOS) {
                habitual.remove();
                continue;
            }
            Key key = habit.getKey();
            Value value = values.get(key);
            Flight other = flights.get(key);
            boolean due = (value == null || !limits.isFresh(value.at, now))
                    && (other == null || !limits.isFresh(other.at, now));
            if (due) {
                flight.asked
                        .computeIfAbsent(key.name, name -> new LinkedHashSet<>())
                        .add(key.attribute);
            }
        }
    }

    private void send(Flight flight, ObjectName name) {
        BulkRequest bulk = new BulkRequest();
        flight.asked.forEach((asked, attributes) ->
                bulk.add(Requests.read(asked, attributes), response -> flight.responses.put(asked, response.tree())));
        boolean first = greet(name);
        if (first) {
            descriptions.askPlatform(bulk);
            FirstReads.READS.forEach((pattern, attributes) ->
                    bulk.add(Requests.read(pattern, attributes), response -> greeting(flight, response.tree())));
        } else if (descriptions.known(name).isEmpty()) {
            descriptions.ask(bulk, name, failure -> {});
        }
        if (threads.areWanted()) {
            threads.askAll(bulk);
        }
        bulk.send(endpoint).subscribe().with(answered -> land(flight), flight.landed::completeExceptionally);
    }

    private synchronized boolean greet(ObjectName name) {
        boolean first = !greeted && name.getDomain().equals("java.lang");
        greeted |= first;
        return first;
    }

    private synchronized void land(Flight flight) {
        flight.responses.forEach((name, response) -> {
            if (response.path("status").asInt() == 200) {
                response.path("value").fields().forEachRemaining(field -> {
                    Key key = new Key(name, field.getKey());
                    if (flights.get(key) == flight) {
                        values.put(key, new Value(field.getValue(), flight.at));
                    }
                });
            }
        });
        Value ids = values.get(THREAD_IDS);
        if (ids != null) {
            threads.noteIds(ids.json);
        }
        flight.asked.forEach((name, attributes) -> attributes.forEach(attribute -> {
            Key key = new Key(name, attribute);
            flights.remove(key, flight);
            Value value = values.get(key);
            if (value == null
                    || value.json.isContainerNode() && value.json.toString().length() > LARGE) {
                habits.remove(key); // fails, or is large: whoever wants it asks for it
            }
        }));
        flight.landed.complete(flight);
    }

    /** What a pattern read at a tool's first request gave. */
    private synchronized void greeting(Flight flight, JsonNode response) {
        if (response.path("status").asInt() == 200) {
            response.path("value").fields().forEachRemaining(bean -> {
                ObjectName name = FirstReads.name(bean.getKey());
                bean.getValue().fields().forEachRemaining(attribute -> {
                    if (!isError(attribute.getValue())) {
                        values.putIfAbsent(
                                new Key(name, attribute.getKey()), new Value(attribute.getValue(), flight.at));
                    }
                });
            });
        }
    }

    private void sweep(long now) {
        if (now - lastSweep > limits.values().toNanos()) {
            lastSweep = now;
            values.values().removeIf(value -> !limits.isFresh(value.at, now));
            List<Key> stale = new ArrayList<>();
            flights.forEach((key, flight) -> {
                if (flight.landed.isDone()) {
                    stale.add(key);
                }
            });
            stale.forEach(flights::remove);
        }
    }

    private static boolean isLarge(JsonNode value) {
        return value.isTextual()
                ? value.textValue().length() > LARGE
                : value.isContainerNode() && value.toString().length() > LARGE;
    }

    /** An attribute that failed while the others of the request did not, as {@code ignoreErrors} writes it. */
    private static boolean isError(JsonNode value) {
        return value.path(".error").asBoolean();
    }
}
