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
    private final Opening opening;
    private final AgeLimits limits;
    private final AttributeValues values;
    private final AttributeHabits habits = new AttributeHabits();
    private final MBeanWalk walk = new MBeanWalk();
    private final LargeAttributes largeAttributes;
    private final ReadSender sender;
    private long forgottenAt = Long.MIN_VALUE / 2;
    /** The first reads for a tool that has connected. */
    private volatile BulkRead first = BulkRead.done();

    AttributeReads(
            Endpoint endpoint,
            NameCache names,
            ViewDescriptions descriptions,
            ThreadInfos threads,
            LargeValues large,
            Opening opening,
            AgeLimits limits) {
        this.descriptions = descriptions;
        this.threads = threads;
        this.opening = opening;
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
        if (name.getDomain().equals(ReadSender.PLATFORM)) {
            first.await();
        }
        Map<String, JsonNode> found = new LinkedHashMap<>();
        Set<BulkRead> reads = new LinkedHashSet<>();
        BulkRead own = new BulkRead();
        BulkRead after = new BulkRead();
        long now = System.nanoTime();
        synchronized (this) {
            values.sweep(now);
            habits.note(name, attributes, now);
            opening.read(name, attributes, now);
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

    /**
     * Starts to fetch what a tool that has just connected is likely to ask for: what the last one did, or what monitoring
     * tools read first when there was none.
     *
     * @param bulk what else is asked with it
     */
    void open(Optional<Opening.Asked> last, BulkRequest bulk) {
        BulkRead read = new BulkRead();
        BulkRead after = new BulkRead();
        if (!limits.values().isZero()) {
            long now = System.nanoTime();
            synchronized (this) {
                last.ifPresent(asked ->
                        asked.attributes().forEach((name, attributes) -> addDue(read, after, name, attributes, now)));
                start(read);
                start(after);
                if (last.isEmpty()) {
                    first = read;
                }
            }
            sender.addOpening(last, read, bulk);
            descriptions.expect(read.landed, read.asked.keySet());
        }
        sender.send(read, bulk, after);
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
        forgottenAt = System.nanoTime();
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

    private void land(BulkRead read) {
        settle(read).ifPresent(ids -> threads.noteIds(ids, read.askedAt()));
        read.landed.complete(read);
    }

    /** Takes the values; gives the ids of all threads when they are among them. */
    private synchronized Optional<JsonNode> settle(BulkRead read) {
        Optional<JsonNode> ids = Optional.empty();
        for (Map.Entry<ObjectName, Set<String>> asked : read.asked.entrySet()) {
            ObjectName name = asked.getKey();
            JsonNode response = read.responses.get(name);
            JsonNode given = response != null && response.path("status").asInt() == 200
                    ? response.path("value")
                    : MissingNode.getInstance();
            for (String attribute : asked.getValue()) {
                JsonNode value = given.get(attribute);
                values.finish(name, attribute, read, value);
                if (value == null || JsonSize.exceeds(value, LARGE)) {
                    habits.drop(name, attribute);
                    opening.drop(name, attribute);
                }
                if (value != null) {
                    largeAttributes.note(name, attribute, value);
                }
                if (value != null && name.equals(ThreadInfos.THREADING) && attribute.equals(ThreadInfos.IDS)) {
                    ids = Optional.of(value);
                }
            }
        }
        return ids;
    }

    /** Takes what a pattern read returned that nobody has asked for yet, including that an attribute cannot be read. */
    private synchronized void offer(BulkRead read, JsonNode response) {
        if (response.path("status").asInt() == 200 && read.askedAt() > forgottenAt) {
            response.path("value").fields().forEachRemaining(bean -> {
                ObjectName name = FirstReads.name(bean.getKey());
                bean.getValue()
                        .fields()
                        .forEachRemaining(attribute ->
                                values.offer(name, attribute.getKey(), attribute.getValue(), read.askedAt()));
            });
        }
    }

    /** An attribute that failed while the others of the request did not, as {@code ignoreErrors} writes it. */
    private static boolean isError(JsonNode value) {
        return value.path(".error").asBoolean();
    }
}
