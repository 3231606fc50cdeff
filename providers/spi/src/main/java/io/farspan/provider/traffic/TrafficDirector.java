package io.farspan.provider.traffic;

import java.util.List;
import java.util.Map;

import io.smallrye.mutiny.Uni;

import io.farspan.provider.map.TrafficTarget;

/**
 * Sends an application's own traffic to its locations. The map says how it should be distributed; a director applies
 * that where clients do not use the map's own SRV records.
 *
 * <p>Laws, each checked by {@code TrafficDirectorContractTest} of the test kit:
 *
 * <ul>
 *   <li>Safe for use by many threads. Nothing happens before the answer is subscribed to.
 *   <li>{@link #direct} is all or nothing, and repeating it changes nothing more. Shares are kept as closely as the
 *       service's own scale allows; zero stays zero, and a share above zero never becomes zero.
 *   <li>An empty set is refused before anything is sent.
 *   <li>Throttling and transient errors are retried within the limit; afterwards, and for permanent errors, it fails
 *       with {@code TRAFFIC_UNREACHABLE} and says what to do.
 * </ul>
 */
public interface TrafficDirector extends AutoCloseable {

    /** Distributes traffic as {@code targets} say. */
    Uni<Void> direct(String application, List<TrafficTarget> targets);

    /** Each location's share of the traffic now, in per cent, rounded. */
    Uni<Map<String, Integer>> shares(String application);

    /** Releases its resources on this machine. */
    @Override
    void close();
}
