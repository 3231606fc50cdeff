package io.farspan.home.reach;

import java.util.Optional;

import io.farspan.provider.map.FunctionEndpoint;

/**
 * The way to a location's function.
 *
 * @param first the function that home calls
 * @param onward the location whose function that one passes the call on to; empty when it is for the first itself
 */
public record Route(FunctionEndpoint first, Optional<String> onward) {

    /** Straight to the function. */
    public static Route direct(FunctionEndpoint endpoint) {
        return new Route(endpoint, Optional.empty());
    }

    /** To {@code location}'s function by way of another. */
    public static Route relayed(FunctionEndpoint via, String location) {
        return new Route(via, Optional.of(location));
    }

    /** The location whose function answers. */
    public String location() {
        return onward.orElse(first.location());
    }

    /** As messages have it. */
    String named() {
        return onward.map(location ->
                        "The function of " + location + ", by way of " + first.location() + " at " + first.uri(""))
                .orElse("The function of " + first.location() + " at " + first.uri(""));
    }
}
