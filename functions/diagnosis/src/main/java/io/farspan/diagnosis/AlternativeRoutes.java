package io.farspan.diagnosis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import io.farspan.home.reach.RouteAdvisor.RouteChoice;
import io.farspan.home.reach.RouteAdvisor.RouteKind;

/** Finds routes around a function that home cannot reach. */
final class AlternativeRoutes {

    private AlternativeRoutes() {}

    /** The alternative routes, judged by what other functions were seen to reach; at most one of each kind. */
    static List<RouteChoice> around(Optional<Facts> facts, String location, boolean functionDown) {
        Optional<LocationFacts> target = facts.flatMap(all -> all.of(location));
        if (target.isEmpty()) {
            return List.of();
        }
        List<RouteChoice> routes = new ArrayList<>();
        List<String> reachable = facts.get().locations().stream()
                .filter(other ->
                        !other.location().equals(location) && other.host().ok())
                .map(LocationFacts::location)
                .toList();
        reachable.stream()
                .filter(other -> !functionDown
                        && !target.get()
                                .peers()
                                .getOrDefault(other, EdgeState.UNKNOWN)
                                .fails())
                .findFirst()
                .ifPresent(other -> routes.add(new RouteChoice(RouteKind.RELAYED, other)));
        reachable.stream()
                .filter(other -> mayStandIn(target.get(), other))
                .max(Comparator.comparing(other -> standsIn(target.get(), other)))
                .ifPresent(other -> routes.add(new RouteChoice(RouteKind.STAND_IN, other)));
        return routes;
    }

    /** Whether a location's function was seen to reach an instance of another location. */
    private static boolean standsIn(LocationFacts target, String other) {
        return target.foreign().values().stream()
                .anyMatch(by -> by.getOrDefault(other, EdgeState.UNKNOWN).ok());
    }

    /** The same, or it has not been tried. */
    private static boolean mayStandIn(LocationFacts target, String other) {
        return standsIn(target, other)
                || target.foreign().values().stream().noneMatch(by -> by.getOrDefault(other, EdgeState.UNKNOWN)
                        .fails());
    }
}
