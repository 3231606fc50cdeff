package io.farspan.diagnosis;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.farspan.protocol.call.InstanceId;

/** What of the facts about a location still proves something. */
final class Freshness {

    private Freshness() {}

    /** Successes from before the last thing broke prove nothing about it, nor do failures from before it was mended. */
    static LocationFacts of(LocationFacts facts) {
        Instant broken = Stream.of(
                        Stream.of(facts.host(), facts.function(), facts.backward()),
                        facts.peers().values().stream(),
                        facts.instances().values().stream(),
                        facts.foreign().values().stream().flatMap(by -> by.values().stream()),
                        facts.services().values().stream()
                                .filter(ServiceState::known)
                                .flatMap(ServiceState::edges))
                .flatMap(edges -> edges)
                .filter(EdgeState::fails)
                .map(EdgeState::since)
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
        Map<InstanceId, Map<String, EdgeState>> foreign = new TreeMap<>();
        Map<InstanceId, EdgeState> instances = new TreeMap<>();
        facts.instances()
                .forEach((id, own) -> instances.put(
                        id,
                        own.asOf(broken).unless(mended(facts.foreign().getOrDefault(id, Map.of()).values().stream()))));
        facts.foreign().forEach((id, by) -> {
            Instant mended = mended(Stream.of(facts.instances().getOrDefault(id, EdgeState.UNKNOWN)));
            Map<String, EdgeState> still = new TreeMap<>();
            by.forEach((peer, edge) -> still.put(peer, edge.asOf(broken).unless(mended)));
            foreign.put(id, still);
        });
        Map<InstanceId, ServiceState> services = new TreeMap<>();
        boolean tried = facts.function().ok() && !facts.function().at().isBefore(broken);
        facts.services().forEach((id, service) -> services.put(id, service(service, broken, tried)));
        Map<String, EdgeState> peers = new TreeMap<>();
        Instant hostMended = mended(Stream.of(facts.host()));
        facts.peers().forEach((peer, edge) -> peers.put(peer, edge.asOf(broken).unless(hostMended)));
        return new LocationFacts(
                facts.location(),
                facts.host().asOf(broken),
                facts.function().asOf(broken).unless(hostMended),
                facts.direct(),
                facts.functionFault(),
                facts.throttled(),
                facts.certificate(),
                peers,
                instances,
                foreign,
                facts.backward().asOf(broken).unless(hostMended),
                facts.skewMs(),
                facts.link(),
                facts.usualMs(),
                facts.flaps(),
                facts.health(),
                services);
    }

    /**
     * A service of which nothing certain is known since something broke is worth waiting for only if the function is there to
     * try it.
     */
    private static ServiceState service(ServiceState service, Instant broken, boolean tried) {
        Instant mended = mended(service.edges());
        Map<String, EdgeState> foreign = new TreeMap<>();
        service.foreign()
                .forEach((witness, edge) ->
                        foreign.put(witness, edge.asOf(broken).unless(mended)));
        EdgeState own = service.own();
        boolean open =
                own.state() == EdgeState.State.SUSPECT || (own.ok() && own.at().isBefore(broken));
        return new ServiceState(
                service.address(),
                service.known(),
                service.answers(),
                !open ? own.unless(mended) : tried ? own.doubted() : own.unmeasured(),
                foreign);
    }

    private static Instant mended(Stream<EdgeState> edges) {
        return edges.filter(EdgeState::ok)
                .map(EdgeState::since)
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
    }
}
