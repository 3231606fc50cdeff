package io.farspan.provider.map;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.farspan.protocol.call.Names;

/**
 * Where a location receives the application's own traffic, and its share.
 *
 * @param location the location
 * @param host its load balancer
 * @param port TCP port
 * @param weight its share relative to the others', 0 to 65,535 (RFC 2782)
 */
public record TrafficTarget(String location, String host, int port, int weight) {

    public TrafficTarget {
        Names.requireLabel("location", location);
        if (weight < 0 || weight > 65_535) {
            throw new IllegalArgumentException("weight must be 0 to 65535, not " + weight);
        }
    }

    /**
     * Weights by location.
     *
     * @throws IllegalArgumentException when no location would receive traffic: such a set is never published
     */
    public static Map<String, Integer> weights(List<TrafficTarget> targets) {
        Map<String, Integer> weights = new TreeMap<>();
        targets.forEach(target -> weights.merge(target.location, target.weight, Integer::sum));
        if (weights.values().stream().noneMatch(weight -> weight > 0)) {
            throw new IllegalArgumentException(
                    "At least one location must take traffic: an empty set is never published");
        }
        return weights;
    }
}
