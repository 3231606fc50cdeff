package io.farspan.home.reach;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.problem.Problem;

/** Chooses the route to each location's function, and is told how calls went. */
public interface RouteAdvisor {

    /** The kinds of route to a location. */
    enum RouteKind {
        /** Its own function, straight from home. */
        DIRECT,
        /** Its own function, relayed by another location's function. */
        RELAYED,
        /** Another location's function calls the instances itself. */
        STAND_IN
    }

    /**
     * A chosen route to a location.
     *
     * @param kind its kind
     * @param via the other location, empty for a direct route
     */
    record RouteChoice(RouteKind kind, String via) {}

    /** The direct route. */
    RouteChoice DIRECT = new RouteChoice(RouteKind.DIRECT, "");

    /** The best route to {@code location} at present. */
    RouteChoice advise(String application, String location);

    /** The routes to try, in order, after the direct one has failed. Only {@code others} have functions. */
    List<RouteChoice> alternatives(String application, String location, Set<String> others);

    /** Reports that a call to a location's function begins. */
    void began(String application, String location);

    /** Reports that a call has ended, successfully or not. */
    void ended(String application, String location);

    /** Reports that a location's function has answered a call, sent directly or relayed. */
    void answered(String application, String location, boolean direct);

    /**
     * Reports that a call to agents of a location begins. Agents that work on it may not answer anyone else meanwhile.
     *
     * @param names instances by name; empty for all
     * @param left how long the caller waits
     * @return to be called once with the outcomes, or with empty when the caller no longer waits
     */
    default Consumer<Optional<List<Outcome>>> asking(
            String application, String location, Optional<List<String>> names, Duration left) {
        return outcomes -> {};
    }

    /** Reports that a call has failed. */
    void failed(String application, String location, Problem problem);
}
