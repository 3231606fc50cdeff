package io.farspan.diagnosis;

import java.util.Map;
import java.util.stream.Stream;

/**
 * How the endpoint that an instance's users reach stands.
 *
 * @param address {@code 10.2.3.4:8443/health}
 * @param known whether it was ever reached: one that never was says nothing, it may be behind a firewall that lets only a
 *     load balancer in, or mistyped
 * @param answers whether the application answers there, as opposed to its kernel's taking a connection, which it does for a
 *     process that stands still until the queue is full
 * @param own the location's function reaches it
 * @param foreign other locations' functions reach it
 */
record ServiceState(String address, boolean known, boolean answers, EdgeState own, Map<String, EdgeState> foreign) {

    /** Where the map names no endpoint. */
    static final ServiceState NONE = new ServiceState("", false, false, EdgeState.UNKNOWN, Map.of());

    /** All edges to it. */
    Stream<EdgeState> edges() {
        return Stream.concat(Stream.of(own), foreign.values().stream());
    }

    /** Whether somebody reaches it. */
    boolean reached() {
        return edges().anyMatch(EdgeState::ok);
    }

    /** Whether nobody reaches it who is known to try. */
    boolean fails() {
        return fails(false);
    }

    /** The same when the function's way out explains what it does not reach itself. */
    boolean fails(boolean egress) {
        return known
                && !reached()
                && ((own.fails() && !egress) || foreign.values().stream().anyMatch(EdgeState::fails));
    }

    /** Whether more must be seen before anything can be said. */
    boolean undecided() {
        return known
                && !reached()
                && edges().noneMatch(EdgeState::fails)
                && edges().anyMatch(edge -> edge.state() == EdgeState.State.SUSPECT);
    }

    /** Whether it works for this witness, or not, or nobody knows. */
    boolean failsFrom(String witness) {
        return known && foreign.getOrDefault(witness, EdgeState.UNKNOWN).fails();
    }
}
