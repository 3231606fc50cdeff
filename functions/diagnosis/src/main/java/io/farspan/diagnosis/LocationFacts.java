package io.farspan.diagnosis;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import io.farspan.protocol.call.InstanceId;

/**
 * What is known of one location. Edges that nobody has tried are {@link EdgeState#UNKNOWN} or missing, which is not the
 * same as failing.
 *
 * @param location the location
 * @param host home reaches the function's host
 * @param function home's calls are answered by the function, whichever way they go
 * @param direct those of the calls among them that go straight from home, as large as a full packet
 * @param functionFault why the function's answers cannot be used although its host is reached
 * @param throttled what its platform says when it limits it
 * @param certificate what is wrong with its certificate
 * @param peers other locations' functions reach the function's host
 * @param instances the function reaches its instances
 * @param foreign other locations' functions reach the instances
 * @param backward the function reaches home
 * @param skewMs how much its clock is ahead of home's, if that is known
 * @param link how the link from home has been
 * @param usualMs how long an attempt on the link used to take
 * @param flaps the link came and went within the last seconds
 * @param health what is wrong with instances that answer
 * @param services how the endpoints stand that the instances' users reach, where the map names them
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
        Map<InstanceId, ServiceState> services) {

    /** Facts about a location whose instances' services are not known. */
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
                Map.of());
    }

    /** How the service of an instance stands. */
    ServiceState service(InstanceId id) {
        return services.getOrDefault(id, ServiceState.NONE);
    }

    /** The same with what is known of the instances' services. */
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
                known);
    }

    /**
     * What is wrong with an instance that answers.
     *
     * @param since when it began
     * @param what in words
     */
    record Complaint(Instant since, String what) {}

    /** The same without what the function sees of home. */
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
                services);
    }
}
