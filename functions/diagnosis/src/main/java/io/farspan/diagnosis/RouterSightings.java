package io.farspan.diagnosis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** When the routers of standbys last probed a function, as functions tell. Thread-safe. */
final class RouterSightings {

    private final Map<String, Long> routers = new ConcurrentHashMap<>();

    /**
     * Records what a function told.
     *
     * @param observers how many milliseconds ago each router had probed it
     * @param asked when it was asked, by {@link System#nanoTime()}
     */
    void told(Map<String, Long> observers, List<String> standbys, long asked) {
        observers.forEach((router, age) -> {
            if (standbys.contains(router)) {
                routers.merge(
                        router, asked - Duration.ofMillis(Math.max(0, age)).toNanos(), Math::max);
            }
        });
    }

    /** How long ago the router in a location probed a function. */
    Optional<Duration> of(String location) {
        return Optional.ofNullable(routers.get(location)).map(at -> Duration.ofNanos(System.nanoTime() - at));
    }
}
