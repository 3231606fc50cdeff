package io.farspan.failover;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.farspan.provider.map.TrafficTarget;

/**
 * A move of traffic.
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

    /** Takes from {@code from} all but {@code kept} per cent of its weight and spreads it over {@code to} as they stand. */
    static Move away(Map<String, Integer> before, String from, int kept, List<String> to) {
        Map<String, Integer> after = new TreeMap<>(before);
        int had = before.getOrDefault(from, 0);
        int stays = had * kept / WHOLE;
        int moved = had - stays;
        after.put(from, stays);
        long standing =
                to.stream().mapToLong(target -> before.getOrDefault(target, 0)).sum();
        int left = moved;
        for (int i = 0; i < to.size(); i++) {
            String target = to.get(i);
            int share = i == to.size() - 1
                    ? left
                    : standing == 0
                            ? moved / to.size()
                            : (int) (moved * (long) before.getOrDefault(target, 0) / standing);
            after.merge(target, share, Integer::sum);
            left -= share;
        }
        return new Move(before, after);
    }

    /** Locations that lose traffic. */
    List<String> losing() {
        return before.keySet().stream()
                .filter(location -> after.getOrDefault(location, 0) < before.getOrDefault(location, 0))
                .toList();
    }

    /** Locations that get a larger share than they had: those too whose weight stays while another's goes. */
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

    /** The targets with the new weights. */
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
