package io.farspan.diagnosis;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.farspan.protocol.verdict.Component;
import io.farspan.protocol.verdict.Verdict;
import io.farspan.protocol.verdict.VerdictKind;

/** Whether home itself is cut off: one fault then explains more than one of every location. */
final class Isolation {

    private Isolation() {}

    /** The verdict that home itself is isolated, if it reaches no location: one fault then explains more than many. */
    static Optional<Verdict> of(Facts facts) {
        List<LocationFacts> away = facts.locations().stream()
                .filter(location -> !location.location().equals(facts.observer()))
                .toList();
        boolean alone = !away.isEmpty()
                && away.stream()
                        .allMatch(location -> location.host().fails()
                                && !location.function()
                                        .asOf(location.host().since())
                                        .ok()
                                && location.heartbeats().values().stream()
                                        .noneMatch(heartbeat -> heartbeat.hearsSince(
                                                location.host().since()))
                                && location.peers().values().stream().noneMatch(peer -> peer.asOf(
                                                location.host().since())
                                        .ok()));
        if (!alone || (away.size() < 2 && !facts.map().fails())) {
            return Optional.empty();
        }
        List<String> evidence = new ArrayList<>();
        facts.locations()
                .forEach(location ->
                        evidence.add(location.host().evidence(facts.observer() + "→function " + location.location())));
        evidence.add(facts.map().evidence(facts.observer() + "→map"));
        return Optional.of(Inference.verdict(
                VerdictKind.OBSERVER_ISOLATED,
                new Component.Observer(facts.observer()),
                0.9,
                away.get(0).host().since(),
                evidence,
                0));
    }
}
