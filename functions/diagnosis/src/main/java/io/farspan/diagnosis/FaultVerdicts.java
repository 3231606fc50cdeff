package io.farspan.diagnosis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.verdict.Component;
import io.farspan.protocol.verdict.Verdict;
import io.farspan.protocol.verdict.VerdictKind;

/**
 * The verdicts for the faults of one location.
 *
 * @param observer home's location
 * @param location the facts
 * @param confidence how sure the explanation is
 * @param since since when something is wrong
 * @param evidence the edges that show it
 * @param witnesses how many other locations tell of this one
 */
record FaultVerdicts(
        String observer,
        LocationFacts location,
        double confidence,
        Instant since,
        List<String> evidence,
        int witnesses) {

    /**
     * The confidence when an accepted connection, which may be the kernel's doing, is the only sign of the application.
     */
    private static final double WEAK = 0.6;

    /** The verdicts that a hypothesis stands for. */
    List<Verdict> of(Hypothesis best) {
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
            verdicts.add(Inference.verdict(kind, component, confidence, since, because, witnesses));
        }
        for (InstanceId id : best.down()) {
            EdgeState own = location.instances().getOrDefault(id, EdgeState.UNKNOWN);
            verdicts.add(Inference.verdict(
                    VerdictKind.APP_DOWN,
                    Inference.instance(id),
                    confidence,
                    own.fails() ? own.since() : since,
                    Evidence.about(id, evidence),
                    vantages(id)));
        }
        for (InstanceId id : best.agents()) {
            verdicts.add(agentDown(id));
        }
        for (InstanceId id : best.degraded()) {
            EdgeState own = location.service(id).own();
            List<String> because = new ArrayList<>(Evidence.about(id, evidence));
            own.detail().ifPresent(detail -> because.add("its service: " + detail));
            verdicts.add(Inference.verdict(
                    VerdictKind.APP_DEGRADED,
                    Inference.instance(id),
                    confidence,
                    own.fails() ? own.since() : since,
                    because,
                    vantages(id)));
        }
        for (InstanceId id : best.cutPaths()) {
            verdicts.add(Inference.verdict(
                    VerdictKind.LINK_DOWN,
                    new Component.Link(new Component.Function(name), Inference.instance(id)),
                    confidence,
                    since,
                    Evidence.about(id, evidence),
                    witnesses));
        }
        for (InstanceId id : best.unheard()) {
            EdgeState heartbeat = location.heartbeat(id).direct();
            List<String> because = new ArrayList<>(Evidence.about(id, evidence));
            heartbeat.detail().ifPresent(because::add);
            verdicts.add(Inference.verdict(
                    VerdictKind.LINK_ONE_WAY,
                    new Component.Link(Inference.instance(id), new Component.Location(observer)),
                    confidence,
                    heartbeat.since(),
                    because,
                    witnesses));
        }
        for (String peer : best.cutPeers()) {
            verdicts.add(Inference.verdict(
                    VerdictKind.LINK_DOWN, Component.link(peer, name), confidence, since, evidence, witnesses));
        }
        return verdicts;
    }

    private Verdict agentDown(InstanceId id) {
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
        return Inference.verdict(
                VerdictKind.AGENT_DOWN,
                Inference.instance(id),
                weak ? Math.min(confidence, WEAK) : confidence,
                own.fails() ? own.since() : since,
                because,
                vantages(id));
    }

    /** The number of places from which attempts failed. */
    private int vantages(InstanceId id) {
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

    /** The kind of verdict on a fault. */
    static VerdictKind kind(Hypothesis.Fault fault) {
        return switch (fault) {
            case LINK -> VerdictKind.LINK_DOWN;
            case LINK_TO, LINK_FROM -> VerdictKind.LINK_ONE_WAY;
            case HOST, WORK, EGRESS -> VerdictKind.FUNCTION_DOWN;
            case LOCATION -> VerdictKind.LOCATION_UNREACHABLE;
        };
    }
}
