package io.farspan.agent.point.transform;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.farspan.agent.point.hit.Site;

/** The sites that a transformation put into one class, with their elements in the bridge, and what was refused. */
final class Installed {

    private final Bridge bridge;
    private final WeakReference<Class<?>> type;
    private final List<Integer> slots = new ArrayList<>();
    private final Map<String, List<Site>> sites = new HashMap<>();
    private final Map<String, String> refused = new HashMap<>();

    /**
     * Nothing yet.
     *
     * @param type the class, which is not kept from being unloaded
     */
    Installed(Bridge bridge, Class<?> type) {
        this.bridge = bridge;
        this.type = new WeakReference<>(type);
    }

    /** Whether it is in this class. */
    boolean isIn(Class<?> other) {
        return type.get() == other;
    }

    /** Whether its class is there no more. */
    boolean isUnloaded() {
        return type.get() == null;
    }

    /** A site of a point, and the element that leads to it. */
    int add(String point, Site site) {
        int slot = bridge.add(site);
        slots.add(slot);
        sites.computeIfAbsent(point, absent -> new ArrayList<>()).add(site);
        return slot;
    }

    void refuse(String point, String reason) {
        refused.put(point, reason);
    }

    /** Why each point that could not be put in is refused. */
    Map<String, String> refused() {
        return refused;
    }

    /** The sites that something may come through. */
    List<Site> sites() {
        List<Site> all = new ArrayList<>();
        sites.values().forEach(all::addAll);
        return all;
    }

    /** Nothing comes through the sites of a point any more; what leads to them may still be in the class. */
    void close(String point) {
        List<Site> there = sites.remove(point);
        if (there != null) {
            there.forEach(Site::remove);
        }
    }

    /** Nothing comes through any site any more; what leads to them may still be in the class. */
    void close() {
        List.copyOf(sites.keySet()).forEach(this::close);
    }

    /** Nothing leads to the sites any more, so that others may have their elements. */
    void release() {
        slots.forEach(bridge::remove);
        close();
    }
}
