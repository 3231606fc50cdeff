package io.farspan.diagnosis;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.farspan.protocol.call.InstanceId;

/** Removes stale evidence from the facts about a location. */
final class StaleEvidenceFilter {

    private StaleEvidenceFilter() {}

    /**
     * The facts without successes from before the last fault began and without failures from before the last recovery.
     */
    static LocationFacts of(LocationFacts facts) {
        Instant broken = Stream.of(
                        Stream.of(facts.host(), facts.function(), facts.backward()),
                        facts.peers().values().stream(),
                        facts.instances().values().stream(),
                        facts.foreign().values().stream().flatMap(by -> by.values().stream()),
                        facts.services().values().stream()
                                .filter(ServiceState::known)
                                .flatMap(ServiceState::edges),
                        facts.heartbeats().values().stream().map(Heartbeat::direct))
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
                        own.asOf(broken)
                                .unless(recovered(facts.foreign().getOrDefault(id, Map.of()).values().stream()))));
        facts.foreign().forEach((id, by) -> {
            Instant mended = recovered(Stream.of(facts.instances().getOrDefault(id, EdgeState.UNKNOWN)));
            Map<String, EdgeState> still = new TreeMap<>();
            by.forEach((peer, edge) -> still.put(peer, edge.asOf(broken).unless(mended)));
            foreign.put(id, still);
        });
        Map<InstanceId, ServiceState> services = new TreeMap<>();
        boolean tried = facts.function().ok() && !facts.function().at().isBefore(broken);
        facts.services().forEach((id, service) -> services.put(id, service(service, broken, tried)));
        Map<String, EdgeState> peers = new TreeMap<>();
        Instant hostMended = recovered(Stream.of(facts.host()));
        facts.peers().forEach((peer, edge) -> peers.put(peer, edge.asOf(broken).unless(hostMended)));
        Map<InstanceId, Heartbeat> heartbeats = new TreeMap<>();
        facts.heartbeats()
                .forEach((id, heartbeat) -> heartbeats.put(
                        id,
                        heartbeat.since(
                                broken,
                                recovered(Stream.of(
                                        facts.host(), facts.instances().getOrDefault(id, EdgeState.UNKNOWN))))));
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
                services,
                heartbeats);
    }

    /**
     * The state of a service. One without evidence since the fault began is worth waiting for only if the function can
     * try it.
     */
    private static ServiceState service(ServiceState service, Instant broken, boolean tried) {
        Instant mended = recovered(service.edges());
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

    private static Instant recovered(Stream<EdgeState> edges) {
        return edges.filter(EdgeState::ok)
                .map(EdgeState::since)
                .max(Comparator.naturalOrder())
                .orElse(Instant.MIN);
    }
}
