package io.farspan.diagnosis;

import java.util.Map;
import java.util.stream.Stream;

/**
 * The state of an instance's service endpoint, which its users reach.
 *
 * @param address the address, such as {@code 10.2.3.4:8443/health}
 * @param known whether it was ever reached. One that never was is not evidence: it may be mistyped, or behind a firewall
 * that admits only a load balancer
 * @param answers whether the application itself answers, rather than the kernel accepting a connection, which it does
 * for a hung process until its queue is full
 * @param own whether the location's function reaches it
 * @param foreign whether other locations' functions reach it
 */
record ServiceState(String address, boolean known, boolean answers, EdgeState own, Map<String, EdgeState> foreign) {

    /** The state when the map has no endpoint. */
    static final ServiceState NONE = new ServiceState("", false, false, EdgeState.UNKNOWN, Map.of());

    /** All edges to the endpoint. */
    Stream<EdgeState> edges() {
        return Stream.concat(Stream.of(own), foreign.values().stream());
    }

    /** Whether anyone reaches it. */
    boolean reached() {
        return edges().anyMatch(EdgeState::ok);
    }

    /** Whether none of those that try can reach it. */
    boolean fails() {
        return fails(false);
    }

    /** The same, if the function's own outgoing network may explain its failures. */
    boolean fails(boolean egress) {
        return known
                && !reached()
                && ((own.fails() && !egress) || foreign.values().stream().anyMatch(EdgeState::fails));
    }

    /** Whether more observations are needed. */
    boolean undecided() {
        return known
                && !reached()
                && edges().noneMatch(EdgeState::fails)
                && edges().anyMatch(edge -> edge.state() == EdgeState.State.SUSPECT);
    }

    /** Whether it works for this witness; empty if unknown. */
    boolean failsFrom(String witness) {
        return known && foreign.getOrDefault(witness, EdgeState.UNKNOWN).fails();
    }
}
