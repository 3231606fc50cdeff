package io.farspan.bridge.view;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * Values that were read, and reads that are on their way. Not safe for use by several threads.
 *
 * <p>Law: no value is given that was asked for longer ago than {@link AgeLimits#values}.
 */
final class AttributeValues {

    private final AgeLimits limits;
    private final Map<ObjectName, Map<String, Entry>> beans = new HashMap<>();
    private long lastSweep = System.nanoTime();

    AttributeValues(AgeLimits limits) {
        this.limits = limits;
    }

    /** A value, or the read that will bring one. */
    private static final class Entry {
        private @Nullable JsonNode value;
        private long askedAt = Long.MIN_VALUE / 2;
        private @Nullable BulkRead read;
    }

    /** A value that is fresh. */
    Optional<JsonNode> value(ObjectName name, String attribute, long now) {
        Entry entry = entry(name, attribute);
        return entry != null && limits.isFresh(entry.askedAt, now)
                ? Optional.ofNullable(entry.value)
                : Optional.empty();
    }

    /** A read on its way whose value will be fresh. */
    Optional<BulkRead> read(ObjectName name, String attribute, long now) {
        Entry entry = entry(name, attribute);
        return entry != null && entry.read != null && limits.isFresh(entry.read.askedAt(), now)
                ? Optional.of(entry.read)
                : Optional.empty();
    }

    /** Whether neither is there. */
    boolean isDue(ObjectName name, String attribute, long now) {
        Entry entry = entry(name, attribute);
        return entry == null
                || !((entry.value != null && limits.isFresh(entry.askedAt, now))
                        || (entry.read != null && limits.isFresh(entry.read.askedAt(), now)));
    }

    void start(ObjectName name, String attribute, BulkRead read) {
        beans.computeIfAbsent(name, bean -> new HashMap<>()).computeIfAbsent(attribute, one -> new Entry()).read = read;
    }

    /** Takes a value, unless everything was forgotten since its read was started, or a later read was. */
    void finish(ObjectName name, String attribute, BulkRead read, @Nullable JsonNode value) {
        Entry entry = entry(name, attribute);
        if (entry != null && entry.read == read) {
            entry.read = null;
            if (value != null) {
                entry.value = value;
                entry.askedAt = read.askedAt();
            }
        }
    }

    /** Takes a value that nobody asked for individually, unless there is one. */
    void offer(ObjectName name, String attribute, JsonNode value, long askedAt) {
        Entry entry =
                beans.computeIfAbsent(name, bean -> new HashMap<>()).computeIfAbsent(attribute, one -> new Entry());
        if (entry.value == null || entry.askedAt < askedAt) {
            entry.value = value;
            entry.askedAt = askedAt;
        }
    }

    void clear() {
        beans.clear();
    }

    /** Lets go of what is too old to be given. */
    void sweep(long now) {
        if (now - lastSweep > limits.values().toNanos()) {
            lastSweep = now;
            beans.values().removeIf(bean -> {
                bean.values()
                        .removeIf(entry -> !limits.isFresh(entry.askedAt, now)
                                && (entry.read == null || entry.read.landed.isDone()));
                return bean.isEmpty();
            });
        }
    }

    private @Nullable Entry entry(ObjectName name, String attribute) {
        Map<String, Entry> bean = beans.get(name);
        return bean == null ? null : bean.get(attribute);
    }
}
