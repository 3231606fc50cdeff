package io.farspan.bridge.view;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import javax.management.ObjectName;

/**
 * Notices a tool that lists MBeans and then reads them one after another, as exporters of metrics do, so that those it
 * has not come to yet can be read with one call.
 *
 * <p>A walk is noticed when {@value #STEPS} listed MBeans are read, each with all its attributes, within a second, which
 * nobody does by hand. A listing that most of was read is expected to be read again after the next listing.
 */
final class MBeanWalk {

    private static final int STEPS = 3;
    private static final long STRIDE_NANOS = 1_000_000_000L;
    /** As many MBeans as one management call reads. */
    private static final int MOST = 900;

    private Set<ObjectName> listed = Set.of();
    private Map<ObjectName, Set<String>> read = new LinkedHashMap<>();
    private int steps;
    private long firstStepAt;

    /** Begins a listing; gives what will be read after it, when most of the last listing was. */
    synchronized Map<ObjectName, Set<String>> begin() {
        if (read.isEmpty()) {
            return Map.of(); // a tool may list several times before it reads
        }
        Map<ObjectName, Set<String>> last = steps >= STEPS && read.size() > listed.size() / 2 ? read : Map.of();
        listed = Set.of();
        read = new LinkedHashMap<>();
        steps = 0;
        return last;
    }

    /** Notes what the tool was told of. */
    synchronized void list(Set<ObjectName> names) {
        if (listed.isEmpty()) {
            listed = names;
        } else if (!listed.containsAll(names)) {
            Set<ObjectName> both = new LinkedHashSet<>(listed);
            both.addAll(names);
            listed = both;
        }
    }

    /** Notes what is read of an MBean. */
    synchronized void step(ObjectName name, Set<String> attributes, boolean all, long now) {
        if (listed.isEmpty() || !listed.contains(name) || read.size() >= MOST) {
            return;
        }
        if (read.put(name, attributes) != null || !all) {
            return;
        }
        if (steps == 0 || (steps < STEPS && now - firstStepAt > STRIDE_NANOS)) {
            steps = 0;
            firstStepAt = now;
        }
        steps++;
    }

    /** Whether the tool is on its way and has this MBean behind it. */
    synchronized boolean hasPassed(ObjectName name) {
        return steps >= STEPS && read.containsKey(name);
    }

    /** The MBeans that the tool has not come to, when it is on its way through them. */
    synchronized Set<ObjectName> ahead() {
        if (steps < STEPS) {
            return Set.of();
        }
        Set<ObjectName> ahead = new LinkedHashSet<>();
        for (ObjectName name : listed) {
            if (!read.containsKey(name) && ahead.size() < MOST) {
                ahead.add(name);
            }
        }
        return ahead;
    }
}
