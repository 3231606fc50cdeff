package io.farspan.provider.traffic;

import java.util.List;
import java.util.Map;

import io.smallrye.mutiny.Uni;

import io.farspan.provider.map.TrafficTarget;

/**
 * Sends an application's own traffic to its locations. The map says how it should be; a director makes it so where the
 * map's own SRV records are not what clients go by.
 *
 * <p>Laws, each checked by {@code TrafficDirectorContractTest} of the test kit:
 *
 * <ul>
 *   <li>Safe for use by many threads. Nothing happens before the answer is subscribed to.
 *   <li>{@link #direct} is all or nothing, and doing it twice is as doing it once. Shares are kept as well as the
 *       service's own scale allows; nothing stays nothing, and something never becomes nothing.
 *   <li>An empty set is refused before anything is sent.
 *   <li>Throttling and passing errors are tried again within the limit; afterwards, and for what will not pass, it fails
 *       with {@code TRAFFIC_UNREACHABLE} and says what to do.
 * </ul>
 */
public interface TrafficDirector extends AutoCloseable {

    /** Makes traffic go where {@code targets} say. */
    Uni<Void> direct(String application, List<TrafficTarget> targets);

    /** Each location's share of the traffic now, in per cent, rounded. */
    Uni<Map<String, Integer>> shares(String application);

    /** Lets go of what it holds on this machine. */
    @Override
    void close();
}
