package io.farspan.home.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

import io.farspan.protocol.call.InstanceSelector;

/**
 * What the ledger and the audit log say of the instances that a call is for. A call may name ten thousand; then the first by
 * name are told, and how many there were.
 *
 * @param shown the selection, or the first of what it names
 * @param cut what is left out, by the selection's part; empty when it is whole
 */
record RecordedSelection(InstanceSelector shown, Map<String, String> cut) {

    /** The locations, the instances and the labels that are told. */
    static final int MOST_NAMED = 100;

    RecordedSelection {
        cut = Map.copyOf(cut);
    }

    static RecordedSelection of(InstanceSelector select) {
        SortedMap<String, String> cut = new TreeMap<>();
        return new RecordedSelection(
                new InstanceSelector(
                        first("locations", select.locations(), cut),
                        first("instances", select.instances(), cut),
                        first("labels", select.labels(), cut),
                        select.primary()),
                cut);
    }

    private static <T extends Comparable<T>> Set<T> first(String part, Set<T> named, Map<String, String> cut) {
        List<T> sorted = new ArrayList<>(new TreeSet<>(named));
        return Set.copyOf(sorted.subList(0, most(part, sorted.size(), cut)));
    }

    private static Map<String, String> first(String part, Map<String, String> named, Map<String, String> cut) {
        Map<String, String> first = new TreeMap<>(named);
        first.keySet().retainAll(first(part, named.keySet(), cut));
        return first;
    }

    private static int most(String part, int size, Map<String, String> cut) {
        if (size > MOST_NAMED) {
            cut.put(part, "the first " + MOST_NAMED + " of " + size + " by name");
        }
        return Math.min(size, MOST_NAMED);
    }

    @Override
    public String toString() {
        return cut.isEmpty() ? shown.toString() : shown + " " + new TreeMap<>(cut);
    }
}
