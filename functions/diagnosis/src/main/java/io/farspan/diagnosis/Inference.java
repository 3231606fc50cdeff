package io.farspan.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.verdict.Component;
import io.farspan.protocol.verdict.Verdict;
import io.farspan.protocol.verdict.VerdictKind;

/** Finds the smallest set of faults that explains the facts. Pure: the same facts always give the same verdicts. */
final class Inference {

    private final ClockComparison clocks;

    Inference(Duration clockTolerance) {
        this.clocks = new ClockComparison(clockTolerance);
    }

    /** The verdicts; empty when nothing is wrong. */
    List<Verdict> explain(Facts facts) {
        List<Verdict> verdicts = new ArrayList<>();
        Optional<Verdict> isolated = Isolation.of(facts);
        isolated.ifPresent(verdicts::add);
        if (facts.map().fails() && isolated.isEmpty()) {
            verdicts.add(verdict(
                    VerdictKind.DNS_FAULT,
                    new Component.MapServer(facts.mapServer()),
                    0.95,
                    facts.map().since(),
                    List.of(
                            facts.map().evidence(facts.observer() + "→map"),
                            facts.map().detail().orElse("")),
                    0));
        }
        Optional<Verdict> ownClock = clocks.ofObserver(facts);
        ownClock.ifPresent(verdicts::add);
        for (LocationFacts location : facts.locations()) {
            boolean away = !location.location().equals(facts.observer());
            if (isolated.isPresent() && (away || !location.host().ok())) {
                continue;
            }
            explain(facts, StaleEvidenceFilter.of(location), ownClock.isPresent(), verdicts);
        }
        return verdicts;
    }

    private void explain(Facts facts, LocationFacts location, boolean ownClock, List<Verdict> verdicts) {
        String name = location.location();
        String observer = facts.observer();
        boolean known = false;
        if (location.certificate().isPresent()) {
            verdicts.add(verdict(
                    VerdictKind.TLS_FAULT,
                    new Component.Function(name),
                    0.97,
                    location.host().since(),
                    List.of(
                            location.host().evidence(observer + "→function " + name),
                            location.certificate().get()),
                    0));
            known = true;
        }
        if (location.throttled().isPresent()) {
            verdicts.add(verdict(
                    VerdictKind.FUNCTION_THROTTLED,
                    new Component.Function(name),
                    0.97,
                    location.function().since(),
                    List.of(location.throttled().get()),
                    0));
            known = true;
        }
        Optional<Verdict> skewed = ownClock ? Optional.empty() : clocks.of(location);
        skewed.ifPresent(verdicts::add);
        known |= skewed.isPresent();
        if (!known) {
            verdicts.addAll(Explanation.of(facts, location));
        }
        location.health()
                .forEach((id, complaint) -> complain(
                        verdicts,
                        verdict(
                                VerdictKind.APP_DEGRADED,
                                instance(id),
                                0.9,
                                complaint.since(),
                                List.of(name + "→" + id + ": reached", complaint.what()),
                                0)));
    }

    /** Adds a verdict from an instance's own counters, merged with one from its service endpoint if both exist. */
    private static void complain(List<Verdict> verdicts, Verdict said) {
        for (int i = 0; i < verdicts.size(); i++) {
            Verdict seen = verdicts.get(i);
            if (seen.isSameAs(said)) {
                List<String> both = new ArrayList<>(seen.evidence());
                both.addAll(said.evidence().subList(1, said.evidence().size()));
                Instant since = said.since().isBefore(seen.since()) ? said.since() : seen.since();
                verdicts.set(
                        i,
                        verdict(
                                seen.kind(),
                                seen.component(),
                                Math.max(seen.confidence(), said.confidence()),
                                since,
                                both,
                                seen.witnesses()));
                return;
            }
        }
        verdicts.add(said);
    }

    /** The component that an instance is. */
    static Component.Instance instance(InstanceId id) {
        return new Component.Instance(id.location(), id.name());
    }

    /** A verdict with the evidence that is not empty. */
    static Verdict verdict(
            VerdictKind kind,
            Component component,
            double confidence,
            Instant since,
            List<String> evidence,
            int witnesses) {
        return new Verdict(
                kind,
                component,
                confidence,
                since,
                evidence.stream().filter(line -> !line.isEmpty()).toList(),
                witnesses);
    }
}
