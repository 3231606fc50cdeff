package io.farspan.diagnosis;

import java.util.List;
import java.util.Optional;

/**
 * The facts about an application at one time.
 *
 * @param application the application
 * @param observer home's location
 * @param locations the locations
 * @param map the edge to the map's DNS server
 * @param mapServer the server's name in verdicts
 */
record Facts(String application, String observer, List<LocationFacts> locations, EdgeState map, String mapServer) {

    Optional<LocationFacts> of(String location) {
        return locations.stream().filter(it -> it.location().equals(location)).findAny();
    }
}
