package io.farspan.failover;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.farspan.provider.map.TrafficTarget;

/**
 * A change of traffic weights.
 *
 * @param before each location's weight
 * @param after each location's weight
 */
record Move(Map<String, Integer> before, Map<String, Integer> after) {

    static final int WHOLE = 100;

    Move {
        before = new TreeMap<>(before);
        after = new TreeMap<>(after);
    }

    static Map<String, Integer> weights(List<TrafficTarget> targets) {
        return targets.stream()
                .collect(Collectors.toMap(TrafficTarget::location, TrafficTarget::weight, Integer::sum, TreeMap::new));
    }

    /**
     * Moves all but {@code kept} per cent of the weight of {@code from} to {@code to}, in proportion to their weights.
     */
    static Move away(Map<String, Integer> before, String from, int kept, List<String> to) {
        Map<String, Integer> after = new TreeMap<>(before);
        int original = before.getOrDefault(from, 0);
        int remaining = original * kept / WHOLE;
        int moved = original - remaining;
        after.put(from, remaining);
        long total =
                to.stream().mapToLong(target -> before.getOrDefault(target, 0)).sum();
        int left = moved;
        for (int i = 0; i < to.size(); i++) {
            String target = to.get(i);
            int share = i == to.size() - 1
                    ? left
                    : total == 0 ? moved / to.size() : (int) (moved * (long) before.getOrDefault(target, 0) / total);
            after.merge(target, share, Integer::sum);
            left -= share;
        }
        return new Move(before, after);
    }

    /** The locations that lose traffic. */
    List<String> losing() {
        return before.keySet().stream()
                .filter(location -> after.getOrDefault(location, 0) < before.getOrDefault(location, 0))
                .toList();
    }

    /** The locations whose share grows, including those whose weight stays the same while another's shrinks. */
    List<String> gaining() {
        long whole = sum(before);
        long then = sum(after);
        return after.keySet().stream()
                .filter(location -> after.getOrDefault(location, 0) * whole > before.getOrDefault(location, 0) * then)
                .toList();
    }

    private static long sum(Map<String, Integer> weights) {
        return weights.values().stream().mapToLong(Integer::longValue).sum();
    }

    boolean changesNothing() {
        return before.equals(after);
    }

    /** The same targets with the new weights. */
    List<TrafficTarget> apply(List<TrafficTarget> targets) {
        return targets.stream()
                .map(target -> new TrafficTarget(
                        target.location(),
                        target.host(),
                        target.port(),
                        after.getOrDefault(target.location(), target.weight())))
                .toList();
    }
}
