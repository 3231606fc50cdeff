package io.farspan.diagnosis;

import java.util.Map;
import java.util.Optional;

import io.farspan.provider.map.FunctionEndpoint;

/** Which function relays a probe to a location that home does not reach itself. */
final class Relays {

    private Relays() {}

    /** A function that home reaches and that reaches, or may reach, the location's function. */
    static Optional<FunctionEndpoint> to(
            String location, Optional<Facts> known, Map<String, FunctionEndpoint> endpoints) {
        return known.flatMap(all -> all.locations().stream()
                .filter(other ->
                        !other.location().equals(location) && other.host().ok())
                .sorted((a, b) -> Boolean.compare(sees(all, b, location), sees(all, a, location)))
                .findFirst()
                .map(other -> endpoints.get(other.location())));
    }

    private static boolean sees(Facts all, LocationFacts witness, String location) {
        return all.of(location)
                .map(it -> it.peers()
                        .getOrDefault(witness.location(), EdgeState.UNKNOWN)
                        .ok())
                .orElse(false);
    }
}
