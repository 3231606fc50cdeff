package io.farspan.router.fanout;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.farspan.home.reach.Route;
import io.farspan.home.reach.RouteAdvisor;
import io.farspan.provider.map.FunctionEndpoint;

/**
 * One way to a location as it is gone.
 *
 * @param route to which function
 * @param standInFor the location whose instances that one asks in the place of their own function
 * @param via the function in between or in the place, by location
 */
public record Leg(Route route, Optional<String> standInFor, Optional<String> via) {

    /** A detour to {@code location}; straight there when the function that it leads by is gone. */
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
