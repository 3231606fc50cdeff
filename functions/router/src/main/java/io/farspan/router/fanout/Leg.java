package io.farspan.router.fanout;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.farspan.home.reach.Route;
import io.farspan.home.reach.RouteAdvisor;
import io.farspan.provider.map.FunctionEndpoint;

/**
 * The route that one attempt takes to a location.
 *
 * @param route the function that is called, and whether it relays
 * @param standInFor the location whose instances the function asks in place of their own; empty unless it stands in
 * @param via the location of the function that relays or stands in; empty for a direct call
 */
public record Leg(Route route, Optional<String> standInFor, Optional<String> via) {

    /** The chosen route to {@code location}; the direct one when the function that should relay or stand in is gone. */
    public static Leg of(RouteAdvisor.RouteChoice choice, String location, Map<String, FunctionEndpoint> functions) {
        FunctionEndpoint endpoint = Objects.requireNonNull(functions.get(location));
        FunctionEndpoint via = choice.kind() == RouteAdvisor.RouteKind.DIRECT ? null : functions.get(choice.via());
        if (via == null) {
            return new Leg(Route.direct(endpoint), Optional.empty(), Optional.empty());
        }
        return choice.kind() == RouteAdvisor.RouteKind.RELAYED
                ? new Leg(Route.relayed(via, location), Optional.empty(), Optional.of(via.location()))
                : new Leg(Route.direct(via), Optional.of(location), Optional.of(via.location()));
    }
}
