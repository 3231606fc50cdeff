package io.farspan.telemetry.collect;

import java.util.Map;
import java.util.Optional;

import io.farspan.home.reach.Route;
import io.farspan.home.reach.RouteAdvisor;
import io.farspan.provider.map.FunctionEndpoint;

/**
 * How a location is called now.
 *
 * @param route the function that is called, and whether it relays
 * @param standInFor the location whose instances it asks in place of their own function
 * @param epoch home's epoch
 * @param generation the map's generation
 */
public record CollectRoute(Route route, Optional<String> standInFor, long epoch, long generation) {

    /** The advised route; the direct one when the function that should relay or stand in is gone. */
    static CollectRoute of(
            RouteAdvisor.RouteChoice choice,
            FunctionEndpoint own,
            Map<String, FunctionEndpoint> functions,
            long epoch,
            long generation) {
        FunctionEndpoint via = choice.kind() == RouteAdvisor.RouteKind.DIRECT ? null : functions.get(choice.via());
        if (via == null) {
            return new CollectRoute(Route.direct(own), Optional.empty(), epoch, generation);
        }
        return choice.kind() == RouteAdvisor.RouteKind.RELAYED
                ? new CollectRoute(Route.relayed(via, own.location()), Optional.empty(), epoch, generation)
                : new CollectRoute(Route.direct(via), Optional.of(own.location()), epoch, generation);
    }
}
