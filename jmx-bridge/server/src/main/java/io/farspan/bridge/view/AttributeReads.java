package io.farspan.bridge.view;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import io.farspan.bridge.description.BeanDescription;

/**
 * Reads attribute values, with as few calls as can be. When a value must be fetched, what tools read lately and is due
 * next comes with it, and so do the next MBeans of a tool that goes through all of them. Whoever asks for what is on its
 * way waits for it.
 *
 * <p>Law: no value is given that was asked for longer ago than {@link AgeLimits#values}, and none that was asked for
 * before the view's own last change of anything.
 */
final class AttributeReads {

    private static final int AHEAD = 900;
    private static final int LARGE = 1 << 16;

    private final ViewDescriptions descriptions;
    private final ThreadInfos threads;
    private final AgeLimits limits;
    private final AttributeValues values;
    private final AttributeHabits habits = new AttributeHabits();
    private final MBeanWalk walk = new MBeanWalk();
    private final LargeAttributes largeAttributes;
    private final ReadSender sender;

    AttributeReads(
            Endpoint endpoint,
            NameCache names,
            ViewDescriptions descriptions,
            ThreadInfos threads,
            LargeValues large,
            AgeLimits limits) {
        this.descriptions = descriptions;
        this.threads = threads;
        this.limits = limits;
        this.values = new AttributeValues(limits);
        this.largeAttributes = new LargeAttributes(descriptions);
        this.sender = new ReadSender(
                endpoint, names, descriptions, threads, large, new ReadSender.Takers(this::land, this::offer));
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
        Set<BulkRead> reads = new LinkedHashSet<>();
        BulkRead own = new BulkRead();
        BulkRead after = new BulkRead();
        long now = System.nanoTime();
        synchronized (this) {
            values.sweep(now);
            habits.note(name, attributes, now);
            walk.step(name, Set.copyOf(attributes), isWhole(name, attributes), now);
            for (String attribute : attributes) {
                Optional<JsonNode> value = values.value(name, attribute, now);
                Optional<BulkRead> under = values.read(name, attribute, now);
                if (value.isPresent()) {
                    value.filter(one -> !isError(one)).ifPresent(one -> found.put(attribute, one));
                } else if (under.isPresent()) {
                    reads.add(under.get());
                } else {
                    own.add(name, attribute);
                }
            }
            if (!own.isEmpty()) {
                addAhead(own, after, now);
                start(own);
                start(after);
                reads.add(own);
            }
        }
        if (!own.isEmpty()) {
            sender.send(own, Optional.of(name), after);
        }
        return collect(name, attributes, found, reads);
    }

    private static Result collect(
            ObjectName name, Collection<String> attributes, Map<String, JsonNode> found, Set<BulkRead> reads) {
        Optional<JsonNode> failure = Optional.empty();
        for (BulkRead read : reads) {
            JsonNode response = read.landed.join().responses.get(name);
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
        habits.note(name, attributes, System.nanoTime());
    }

    /** Notes that a tool lists MBeans; reads them at once when it read most of them after the last time. */
    void list() {
        BulkRead read = new BulkRead();
        BulkRead after = new BulkRead();
        long now = System.nanoTime();
        synchronized (this) {
            Map<ObjectName, Set<String>> expected = walk.begin();
            if (limits.values().isZero()) {
                return;
            }
            expected.forEach((name, attributes) -> addDue(read, after, name, attributes, now));
            start(read);
            start(after);
        }
        if (!read.isEmpty()) {
            descriptions.refresh(read.asked.keySet());
        }
        sender.send(read, Optional.empty(), after);
    }

    /** Notes which MBeans the tool was told of. */
    void listed(Set<ObjectName> names) {
        walk.list(names);
    }

    /** Forgets every value, after something was changed. */
    synchronized void forget() {
        values.clear();
        threads.forget();
    }

    private boolean isWhole(ObjectName name, Collection<String> attributes) {
        return attributes.size() > 1
                && descriptions.known(name).map(BeanDescription::readable).stream()
                        .anyMatch(all -> all.size() == attributes.size() && all.containsAll(attributes));
    }

    /**
     * Adds what is likely to be asked for next, large values to the read that follows. With an age of 0 nothing would be
     * fresh by then.
     */
    private void addAhead(BulkRead read, BulkRead after, long now) {
        if (limits.values().isZero()) {
            return;
        }
        habits.forEach(now, (name, attribute) -> {
            if (!walk.hasPassed(name)) {
                addDue(read, after, name, List.of(attribute), now);
            }
        });
        for (ObjectName name : walk.ahead()) {
            descriptions.known(name).ifPresent(described -> addDue(read, after, name, described.readable(), now));
        }
    }

    private void addDue(BulkRead first, BulkRead after, ObjectName name, Collection<String> attributes, long now) {
        BulkRead read = largeAttributes.containAny(name, attributes) ? after : first;
        if (read.asked.size() < AHEAD || read.asked.containsKey(name)) {
            for (String attribute : attributes) {
                if (values.isDue(name, attribute, now)) {
                    read.add(name, attribute);
                }
            }
        }
    }

    private void start(BulkRead read) {
        read.asked.forEach((name, attributes) -> attributes.forEach(one -> values.start(name, one, read)));
    }

    private synchronized void land(BulkRead read) {
        read.asked.forEach((name, attributes) -> {
            JsonNode response = read.responses.get(name);
            JsonNode given = response != null && response.path("status").asInt() == 200
                    ? response.path("value")
                    : MissingNode.getInstance();
            for (String attribute : attributes) {
                JsonNode value = given.get(attribute);
                values.finish(name, attribute, read, value);
                if (value == null || JsonSize.exceeds(value, LARGE)) {
                    habits.drop(name, attribute);
                }
                if (value != null) {
                    largeAttributes.note(name, attribute, value);
                }
                if (value != null && name.equals(ThreadInfos.THREADING) && attribute.equals(ThreadInfos.IDS)) {
                    threads.noteIds(value);
                }
            }
        });
        read.landed.complete(read);
    }

    /** Takes what a pattern read gave that nobody asked for yet. */
    private synchronized void offer(BulkRead read, JsonNode response) {
        if (response.path("status").asInt() == 200) {
            response.path("value").fields().forEachRemaining(bean -> {
                ObjectName name = FirstReads.name(bean.getKey());
                bean.getValue().fields().forEachRemaining(attribute -> {
                    if (!isError(attribute.getValue())) {
                        values.offer(name, attribute.getKey(), attribute.getValue(), read.askedAt());
                    }
                });
            });
        }
    }

    /** An attribute that failed while the others of the request did not, as {@code ignoreErrors} writes it. */
    private static boolean isError(JsonNode value) {
        return value.path(".error").asBoolean();
    }
}
