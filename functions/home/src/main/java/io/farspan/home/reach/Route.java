package io.farspan.home.reach;

import java.util.Optional;

import io.farspan.provider.map.FunctionEndpoint;

/**
 * The route to a location's function.
 *
 * @param first the function that home calls
 * @param onward the location to whose function the call is relayed; empty when the first function answers itself
 */
public record Route(FunctionEndpoint first, Optional<String> onward) {

    /** The direct route to a function. */
    public static Route direct(FunctionEndpoint endpoint) {
        return new Route(endpoint, Optional.empty());
    }

    /** The route to {@code location}'s function, relayed by another. */
    public static Route relayed(FunctionEndpoint via, String location) {
        return new Route(via, Optional.of(location));
    }

    /** The location whose function answers. */
    public String location() {
        return onward.orElse(first.location());
    }

    /** The route in the words of messages. */
    String named() {
        return onward.map(location ->
                        "The function of " + location + ", relayed by " + first.location() + " at " + first.uri(""))
                .orElse("The function of " + first.location() + " at " + first.uri(""));
    }
}
