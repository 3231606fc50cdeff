package io.farspan.bridge.view;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import javax.management.ObjectName;

import org.jspecify.annotations.Nullable;

/**
 * What tools ask of a view in the first {@value #SECONDS} seconds after they connect. Tools do the same each time, so what
 * the last one asked is fetched when the next one connects, before it asks. Safe for use by many threads.
 */
final class Opening {

    private static final int SECONDS = 2;
    private static final long LASTING_NANOS = SECONDS * 1_000_000_000L;
    /** As many MBeans as one management call reads. */
    private static final int MOST = 900;

    private @Nullable Notes last;
    private @Nullable Notes current;
    private long startedAt;

    /**
     * What was asked.
     *
     * @param attributes attributes that were read, by MBean
     * @param names whether names were asked for
     * @param threads whether infos of single threads were asked for
     * @param listened the MBeans that were listened to
     */
    record Asked(Map<ObjectName, Set<String>> attributes, boolean names, boolean threads, Set<ObjectName> listened) {}

    /** Notes that are being taken. */
    private static final class Notes {
        private final Map<ObjectName, Set<String>> attributes = new LinkedHashMap<>();
        private final Set<ObjectName> listened = new LinkedHashSet<>();
        private boolean names;
        private boolean threads;

        Asked copy() {
            Map<ObjectName, Set<String>> copy = new LinkedHashMap<>();
            attributes.forEach((name, all) -> copy.put(name, Set.copyOf(all)));
            return new Asked(copy, names, threads, Set.copyOf(listened));
        }
    }

    /** Begins an opening; gives what was asked in the last one, or nothing when this is the first. */
    synchronized Optional<Asked> begin(long now) {
        last = current;
        current = new Notes();
        startedAt = now;
        return last == null ? Optional.empty() : Optional.of(last.copy());
    }

    synchronized void read(ObjectName name, Collection<String> attributes, long now) {
        Notes notes = notes(now);
        if (notes != null && notes.attributes.size() < MOST) {
            notes.attributes
                    .computeIfAbsent(name, bean -> new LinkedHashSet<>())
                    .addAll(attributes);
        }
    }

    /** Forgets an attribute that should not be read ahead. */
    synchronized void drop(ObjectName name, String attribute) {
        for (Notes notes : new Notes[] {last, current}) {
            if (notes != null && notes.attributes.containsKey(name)) {
                notes.attributes.get(name).remove(attribute);
            }
        }
    }

    synchronized void names(long now) {
        Notes notes = notes(now);
        if (notes != null) {
            notes.names = true;
        }
    }

    synchronized void threads(long now) {
        Notes notes = notes(now);
        if (notes != null) {
            notes.threads = true;
        }
    }

    synchronized void listened(ObjectName name, long now) {
        Notes notes = notes(now);
        if (notes != null && notes.listened.size() < MOST) {
            notes.listened.add(name);
        }
    }

    private @Nullable Notes notes(long now) {
        return now - startedAt <= LASTING_NANOS ? current : null;
    }
}
