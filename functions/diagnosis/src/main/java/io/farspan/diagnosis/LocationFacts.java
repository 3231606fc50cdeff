package io.farspan.diagnosis;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import io.farspan.protocol.call.InstanceId;

/**
 * The facts about one location. Edges that were not tried are {@link EdgeState#UNKNOWN} or missing, which is not the
 * same as failing.
 *
 * @param location the location
 * @param host whether home reaches the function's host
 * @param function whether the function answers home's calls, by any route
 * @param direct the same for direct calls that fill a packet
 * @param functionFault why the function's answers are unusable although its host is reached
 * @param throttled the platform's message when it throttles the function
 * @param certificate what is wrong with its certificate
 * @param peers whether other locations' functions reach the function's host
 * @param instances whether the function reaches its instances
 * @param foreign whether other locations' functions reach the instances
 * @param backward whether the function reaches home
 * @param skewMs by how much its clock is ahead of home's, if known
 * @param link the quality of the link from home
 * @param usualMs the usual time of an attempt on the link
 * @param flaps whether the link went down and came back within the last seconds
 * @param health the complaints about instances that answer
 * @param services the states of the service endpoints in the map
 * @param heartbeats what is known of the heartbeats of instances whose agents send them
 */
record LocationFacts(
        String location,
        EdgeState host,
        EdgeState function,
        EdgeState direct,
        Optional<String> functionFault,
        Optional<String> throttled,
        Optional<String> certificate,
        Map<String, EdgeState> peers,
        Map<InstanceId, EdgeState> instances,
        Map<InstanceId, Map<String, EdgeState>> foreign,
        EdgeState backward,
        Optional<Long> skewMs,
        Optional<LinkQuality> link,
        Optional<Double> usualMs,
        boolean flaps,
        Map<InstanceId, Complaint> health,
        Map<InstanceId, ServiceState> services,
        Map<InstanceId, Heartbeat> heartbeats) {

    /** The facts about a location without service endpoints and heartbeats. */
    LocationFacts(
            String location,
            EdgeState host,
            EdgeState function,
            EdgeState direct,
            Optional<String> functionFault,
            Optional<String> throttled,
            Optional<String> certificate,
            Map<String, EdgeState> peers,
            Map<InstanceId, EdgeState> instances,
            Map<InstanceId, Map<String, EdgeState>> foreign,
            EdgeState backward,
            Optional<Long> skewMs,
            Optional<LinkQuality> link,
            Optional<Double> usualMs,
            boolean flaps,
            Map<InstanceId, Complaint> health) {
        this(
                location,
                host,
                function,
                direct,
                functionFault,
                throttled,
                certificate,
                peers,
                instances,
                foreign,
                backward,
                skewMs,
                link,
                usualMs,
                flaps,
                health,
                Map.of(),
                Map.of());
    }

    /** The state of an instance's service. */
    ServiceState service(InstanceId id) {
        return services.getOrDefault(id, ServiceState.NONE);
    }

    /** These facts with the states of service endpoints. */
    LocationFacts with(Map<InstanceId, ServiceState> known) {
        return new LocationFacts(
                location,
                host,
                function,
                direct,
                functionFault,
                throttled,
                certificate,
                peers,
                instances,
                foreign,
                backward,
                skewMs,
                link,
                usualMs,
                flaps,
                health,
                known,
                heartbeats);
    }

    /** The heartbeats of an instance. */
    Heartbeat heartbeat(InstanceId id) {
        return heartbeats.getOrDefault(id, Heartbeat.NONE);
    }

    /** Whether home hears any instance, so that the location lives and its way to home is open. */
    boolean isHeard() {
        return heartbeats.values().stream()
                .anyMatch(heartbeat -> heartbeat.direct().ok());
    }

    /** These facts with heartbeats. */
    LocationFacts hearing(Map<InstanceId, Heartbeat> known) {
        return new LocationFacts(
                location,
                host,
                function,
                direct,
                functionFault,
                throttled,
                certificate,
                peers,
                instances,
                foreign,
                backward,
                skewMs,
                link,
                usualMs,
                flaps,
                health,
                services,
                known);
    }

    /**
     * A complaint about an instance that answers.
     *
     * @param since the time it began
     * @param what the complaint, as text
     */
    record Complaint(Instant since, String what) {}

    /** These facts without the edges from the function and the instances to home. */
    LocationFacts withoutBackward() {
        return new LocationFacts(
                location,
                host,
                function,
                direct,
                functionFault,
                throttled,
                certificate,
                peers,
                instances,
                foreign,
                EdgeState.UNKNOWN,
                skewMs,
                link,
                usualMs,
                flaps,
                health,
                services,
                Map.of());
    }
}
