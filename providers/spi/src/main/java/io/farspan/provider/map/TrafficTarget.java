package io.farspan.provider.map;

import io.farspan.protocol.call.Names;

/**
 * Where a location takes the application's own traffic, and its share.
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
}
