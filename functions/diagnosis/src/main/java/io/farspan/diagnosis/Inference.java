package io.farspan.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.verdict.Component;
import io.farspan.protocol.verdict.Verdict;
import io.farspan.protocol.verdict.VerdictKind;

/** Finds the smallest set of faults that explains the facts. Pure: the same facts always give the same verdicts. */
final class Inference {

    /** The difference in cost below which two explanations are too close to call. */
    private static final double MARGIN = 0.25;

    /**
     * The confidence when an accepted connection, which may be the kernel's doing, is the only sign of the application.
     */
    private static final double WEAK = 0.6;

    /** The time within which failures must begin to have one cause. */
    private static final Duration TOGETHER = Duration.ofSeconds(5);

    private final Duration clockTolerance;

    Inference(Duration clockTolerance) {
        this.clockTolerance = clockTolerance;
    }

    /** The verdicts; empty when nothing is wrong. */
    List<Verdict> explain(Facts facts) {
        List<Verdict> verdicts = new ArrayList<>();
        Optional<Verdict> isolated = isolated(facts);
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
        boolean ownClock = ownClockIsWrong(facts, verdicts);
        for (LocationFacts location : facts.locations()) {
            boolean away = !location.location().equals(facts.observer());
            if (isolated.isPresent() && (away || !location.host().ok())) {
                continue;
            }
            explain(facts, StaleEvidenceFilter.of(location), ownClock, verdicts);
        }
        return verdicts;
    }

    /** The verdict that home itself is isolated, if it reaches no location: one fault then explains more than many. */
    private static Optional<Verdict> isolated(Facts facts) {
        List<LocationFacts> away = facts.locations().stream()
                .filter(location -> !location.location().equals(facts.observer()))
                .toList();
        Instant first = away.stream()
                .map(location -> location.host().since())
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
        boolean alone = !away.isEmpty()
                && away.stream()
                        .allMatch(location -> location.host().fails()
                                && !location.function()
                                        .asOf(location.host().since())
                                        .ok()
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
        return Optional.of(verdict(
                VerdictKind.OBSERVER_ISOLATED,
                new Component.Observer(facts.observer()),
                0.9,
                away.get(0).host().since(),
                evidence,
                0));
    }

    private boolean ownClockIsWrong(Facts facts, List<Verdict> verdicts) {
        List<LocationFacts> known = facts.locations().stream()
                .filter(location -> location.skewMs().isPresent())
                .toList();
        boolean own = known.size() > 2
                && known.stream()
                        .allMatch(location -> isSkewed(location.skewMs().get()))
                && known.stream()
                                .mapToLong(location ->
                                        Long.signum(location.skewMs().get()))
                                .distinct()
                                .count()
                        == 1;
        if (own) {
            verdicts.add(verdict(
                    VerdictKind.CLOCK_SKEW,
                    new Component.Location(facts.observer()),
                    0.9,
                    Instant.EPOCH,
                    known.stream()
                            .map(location -> "the clock of " + location.location() + " is "
                                    + seconds(location.skewMs().get()) + " from home's")
                            .toList(),
                    known.size()));
        }
        return own;
    }

    private boolean isSkewed(long millis) {
        return Math.abs(millis) > clockTolerance.toMillis();
    }

    private static String seconds(long millis) {
        return "%+.1f s".formatted(millis / 1_000.0);
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
        if (!ownClock && location.skewMs().filter(this::isSkewed).isPresent()) {
            verdicts.add(verdict(
                    VerdictKind.CLOCK_SKEW,
                    new Component.Location(name),
                    0.95,
                    location.function().since(),
                    List.of("the clock of " + name + " is "
                            + seconds(location.skewMs().get()) + " from home's, at most " + clockTolerance.toSeconds()
                            + " s are tolerated"),
                    0));
            known = true;
        }
        if (!known) {
            structure(facts, location, verdicts);
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

    private void structure(Facts facts, LocationFacts location, List<Verdict> verdicts) {
        List<Hypothesis> fitting = Hypothesis.fitting(location);
        if (fitting.isEmpty()) {
            return;
        }
        Hypothesis best = fitting.get(0);
        if (best.cost() == 0) {
            LinkVerdicts.of(facts, location).ifPresent(verdicts::add);
            return;
        }
        Set<VerdictKind.Cause> causes = causes(best);
        double margin = fitting.stream()
                .filter(other -> !causes(other).equals(causes))
                .mapToDouble(other -> other.cost() - best.cost())
                .min()
                .orElse(2);
        List<String> evidence = Evidence.of(facts.observer(), location);
        Instant since = Evidence.since(location);
        if (margin < MARGIN) {
            List<String> both = new ArrayList<>(evidence);
            both.add("as likely: "
                    + fitting.stream()
                            .filter(other -> other.cost() - best.cost() < MARGIN)
                            .limit(3)
                            .map(Inference::describe)
                            .toList());
            verdicts.add(verdict(
                    VerdictKind.UNDETERMINED, new Component.Location(location.location()), 0.5, since, both, 0));
            return;
        }
        double confidence = confidence(margin, evidence.size());
        int witnesses = (int)
                location.peers().values().stream().filter(EdgeState::measured).count();
        state(facts.observer(), location, best, confidence, since, evidence, witnesses)
                .forEach(verdicts::add);
        if (location.host().ok()) {
            LinkVerdicts.of(facts, location).ifPresent(verdicts::add);
        }
    }

    private static List<Verdict> state(
            String observer,
            LocationFacts location,
            Hypothesis best,
            double confidence,
            Instant since,
            List<String> evidence,
            int witnesses) {
        String name = location.location();
        List<Verdict> verdicts = new ArrayList<>();
        for (Hypothesis.Fault fault : best.faults()) {
            VerdictKind kind = location.flaps() && fault.isLink() ? VerdictKind.LINK_LOSSY : kind(fault);
            Component component =
                    switch (fault) {
                        case LINK, LINK_TO -> Component.link(observer, name);
                        case LINK_FROM -> Component.link(name, observer);
                        case HOST, WORK, EGRESS -> new Component.Function(name);
                        case LOCATION -> new Component.Location(name);
                    };
            List<String> because = new ArrayList<>(evidence);
            if (kind == VerdictKind.LINK_LOSSY) {
                because.add("the link is flapping: it recovered within the last seconds");
            }
            if (fault == Hypothesis.Fault.WORK) {
                location.functionFault().ifPresent(because::add);
            }
            verdicts.add(verdict(kind, component, confidence, since, because, witnesses));
        }
        for (InstanceId id : best.down()) {
            EdgeState own = location.instances().getOrDefault(id, EdgeState.UNKNOWN);
            verdicts.add(verdict(
                    VerdictKind.APP_DOWN,
                    instance(id),
                    confidence,
                    own.fails() ? own.since() : since,
                    Evidence.about(id, evidence),
                    vantages(location, id)));
        }
        for (InstanceId id : best.agents()) {
            verdicts.add(agentDown(location, id, confidence, since, evidence));
        }
        for (InstanceId id : best.degraded()) {
            EdgeState own = location.service(id).own();
            List<String> because = new ArrayList<>(Evidence.about(id, evidence));
            own.detail().ifPresent(detail -> because.add("its service: " + detail));
            verdicts.add(verdict(
                    VerdictKind.APP_DEGRADED,
                    instance(id),
                    confidence,
                    own.fails() ? own.since() : since,
                    because,
                    vantages(location, id)));
        }
        for (InstanceId id : best.cutPaths()) {
            verdicts.add(verdict(
                    VerdictKind.LINK_DOWN,
                    new Component.Link(new Component.Function(name), instance(id)),
                    confidence,
                    since,
                    Evidence.about(id, evidence),
                    witnesses));
        }
        for (String peer : best.cutPeers()) {
            verdicts.add(
                    verdict(VerdictKind.LINK_DOWN, Component.link(peer, name), confidence, since, evidence, witnesses));
        }
        return verdicts;
    }

    private static Verdict agentDown(
            LocationFacts location, InstanceId id, double confidence, Instant since, List<String> evidence) {
        EdgeState own = location.instances().getOrDefault(id, EdgeState.UNKNOWN);
        ServiceState service = location.service(id);
        boolean weak = service.reached() && !service.answers() && own.state() == EdgeState.State.SILENT;
        List<String> because = new ArrayList<>(Evidence.about(id, evidence));
        if (weak) {
            because.add(
                    "the service accepts connections, as the kernel does for a hung process until its backlog is full;"
                            + " register an HTTP path to tell the two apart");
        }
        own.detail().ifPresent(because::add);
        return verdict(
                VerdictKind.AGENT_DOWN,
                instance(id),
                weak ? Math.min(confidence, WEAK) : confidence,
                own.fails() ? own.since() : since,
                because,
                vantages(location, id));
    }

    /** The number of places from which attempts failed. */
    private static int vantages(LocationFacts location, InstanceId id) {
        EdgeState own = location.instances().getOrDefault(id, EdgeState.UNKNOWN);
        ServiceState service = location.service(id);
        Map<String, EdgeState> foreign = location.foreign().getOrDefault(id, Map.of());
        Set<String> others = new TreeSet<>(foreign.keySet());
        others.addAll(service.foreign().keySet());
        long failing = others.stream()
                .filter(witness ->
                        foreign.getOrDefault(witness, EdgeState.UNKNOWN).fails() || service.failsFrom(witness))
                .count();
        return (int) failing + (own.measured() || service.own().measured() ? 1 : 0);
    }

    private static VerdictKind kind(Hypothesis.Fault fault) {
        return switch (fault) {
            case LINK -> VerdictKind.LINK_DOWN;
            case LINK_TO, LINK_FROM -> VerdictKind.LINK_ONE_WAY;
            case HOST, WORK, EGRESS -> VerdictKind.FUNCTION_DOWN;
            case LOCATION -> VerdictKind.LOCATION_UNREACHABLE;
        };
    }

    private static Set<VerdictKind.Cause> causes(Hypothesis hypothesis) {
        Set<VerdictKind.Cause> causes = EnumSet.noneOf(VerdictKind.Cause.class);
        hypothesis.faults().forEach(fault -> causes.add(kind(fault).cause()));
        if (!hypothesis.agents().isEmpty()) {
            causes.add(VerdictKind.Cause.AGENT);
        }
        if (!hypothesis.down().isEmpty() || !hypothesis.degraded().isEmpty()) {
            causes.add(VerdictKind.Cause.APPLICATION);
        }
        if (!hypothesis.cutPaths().isEmpty()) {
            causes.add(VerdictKind.Cause.CONNECTION);
        }
        return causes;
    }

    private static String describe(Hypothesis hypothesis) {
        List<String> words = new ArrayList<>();
        hypothesis.faults().forEach(fault -> words.add(kind(fault).name()));
        hypothesis.down().forEach(id -> words.add("APP_DOWN of " + id));
        hypothesis.agents().forEach(id -> words.add("AGENT_DOWN of " + id));
        hypothesis.degraded().forEach(id -> words.add("APP_DEGRADED of " + id));
        hypothesis.cutPaths().forEach(id -> words.add("LINK_DOWN to " + id));
        return String.join(" and ", words);
    }

    /** The confidence, which grows with the margin to the next explanation and the number of measured edges. */
    private static double confidence(double margin, int edges) {
        double separated = 1 / (1 + Math.exp(-3 * margin));
        return Math.round(100 * separated * edges / (edges + 0.2)) / 100.0;
    }

    private static Component.Instance instance(InstanceId id) {
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
