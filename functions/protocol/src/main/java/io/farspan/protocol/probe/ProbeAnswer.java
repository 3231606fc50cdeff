package io.farspan.protocol.probe;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.farspan.protocol.problem.Problem;

/**
 * What a function saw.
 *
 * @param location the function's location
 * @param epoch the highest epoch it has verified for the application
 * @param timeMillis its clock, milliseconds since 1970, when it answered
 * @param instances its own instances
 * @param peers other locations' functions
 * @param foreign other locations' instances
 * @param home home's router, if that was asked for and the map names it
 * @param observers the routers that have probed this function within a minute, by location, and how many milliseconds ago
 * @param problem why it could not look, for example that it cannot read the map
 * @param tag what the caller may ask again by (see {@link ProbeCall#again}); empty when it did not ask briefly, and from a
 *     release that gives none
 */
public record ProbeAnswer(
        String location,
        long epoch,
        long timeMillis,
        List<Reach> instances,
        List<Reach> peers,
        List<Reach> foreign,
        Optional<Reach> home,
        Map<String, Long> observers,
        Optional<Problem> problem,
        Optional<String> tag) {

    public ProbeAnswer {
        Objects.requireNonNull(location, "location is required");
        instances = List.copyOf(Objects.requireNonNull(instances, "instances is required"));
        peers = List.copyOf(Objects.requireNonNull(peers, "peers is required"));
        foreign = List.copyOf(Objects.requireNonNull(foreign, "foreign is required"));
        home = home == null ? Optional.empty() : home;
        observers = observers == null ? Map.of() : Map.copyOf(observers);
        problem = problem == null ? Optional.empty() : problem;
        tag = tag == null ? Optional.empty() : tag;
    }

    /** An answer that cannot be asked for again. */
    public ProbeAnswer(
            String location,
            long epoch,
            long timeMillis,
            List<Reach> instances,
            List<Reach> peers,
            List<Reach> foreign,
            Optional<Reach> home,
            Map<String, Long> observers,
            Optional<Problem> problem) {
        this(location, epoch, timeMillis, instances, peers, foreign, home, observers, problem, Optional.empty());
    }

    /** The same with a tag, or without one. */
    public ProbeAnswer with(Optional<String> given) {
        return new ProbeAnswer(location, epoch, timeMillis, instances, peers, foreign, home, observers, problem, given);
    }
}
