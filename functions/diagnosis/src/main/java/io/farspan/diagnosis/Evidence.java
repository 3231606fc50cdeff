package io.farspan.diagnosis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import io.farspan.protocol.call.InstanceId;

/** Formats the edges of a location as the evidence of a verdict. */
final class Evidence {

    private static final String SERVICE = " service ";
    private static final String HEARTBEAT = "→home ";

    private Evidence() {}

    /** The lines for all measured edges. */
    static List<String> of(String observer, LocationFacts location) {
        List<String> evidence = new ArrayList<>();
        String name = location.location();
        add(evidence, location.host(), observer + "→function " + name);
        add(evidence, location.function(), observer + "→function " + name + " (its answers)");
        location.peers().forEach((peer, edge) -> add(evidence, edge, peer + "→function " + name));
        location.instances().forEach((id, edge) -> add(evidence, edge, name + "→" + id));
        location.foreign().forEach((id, by) -> by.forEach((peer, edge) -> add(evidence, edge, peer + "→" + id)));
        location.services().forEach((id, service) -> {
            String words = "→" + id + SERVICE + service.address();
            add(evidence, service.own(), name + words);
            service.foreign().forEach((peer, edge) -> add(evidence, edge, peer + words));
        });
        add(evidence, location.backward(), name + "→home " + observer);
        location.heartbeats().forEach((id, heartbeat) -> {
            add(evidence, heartbeat.direct(), id + HEARTBEAT + observer);
            add(evidence, heartbeat.relayed(), id + HEARTBEAT + observer + " (relayed by function " + name + ")");
        });
        return evidence;
    }

    /** The lines about one instance. */
    static List<String> about(InstanceId id, List<String> evidence) {
        return evidence.stream()
                .filter(line -> line.contains("→" + id + ":")
                        || line.contains("→" + id + SERVICE)
                        || line.startsWith(id + HEARTBEAT))
                .toList();
    }

    /** The earliest time at which one of the failing edges began to fail. */
    static Instant since(LocationFacts location) {
        return Stream.of(
                        Stream.of(location.host(), location.function(), location.backward()),
                        location.instances().values().stream(),
                        location.services().values().stream()
                                .filter(ServiceState::known)
                                .flatMap(ServiceState::edges),
                        location.heartbeats().values().stream().map(Heartbeat::direct))
                .flatMap(edges -> edges)
                .filter(EdgeState::fails)
                .map(EdgeState::since)
                .min(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
    }

    private static void add(List<String> evidence, EdgeState edge, String words) {
        if (edge.measured()) {
            evidence.add(edge.evidence(words));
        }
    }
}
