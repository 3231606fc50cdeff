package io.farspan.diagnosis;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.Stage;

/**
 * A set of faults of one location and its cost: one for each fault, and a little more for those that fit less well. A
 * set that a working edge contradicts is impossible.
 *
 * @param faults the faults on the path to the instances
 * @param down the instances that are down in addition
 * @param agents the instances that serve their users but whose agents do not answer
 * @param degraded the instances whose agents answer but that do not serve their users
 * @param cutPaths the instances that only their own function cannot reach
 * @param cutPeers the only functions that cannot reach the location
 * @param unheard the instances whose own way to home is cut, and nobody else's
 * @param cost the total cost
 */
record Hypothesis(
        Set<Fault> faults,
        Set<InstanceId> down,
        Set<InstanceId> agents,
        Set<InstanceId> degraded,
        Set<InstanceId> cutPaths,
        Set<String> cutPeers,
        Set<InstanceId> unheard,
        double cost) {

    /** The faults of a location, apart from those of single instances. */
    enum Fault {
        /** The link between home and the location, both ways. */
        LINK(1.0),
        /** The way from home to the location. */
        LINK_TO(1.05),
        /** The way from the location to home. */
        LINK_FROM(1.05),
        /** The function's host. */
        HOST(1.0),
        /** The function on its host, which works. */
        WORK(1.0),
        /** The function's way to its instances. */
        EGRESS(1.1),
        /** Everything there. */
        LOCATION(1.0);

        final double cost;

        Fault(double cost) {
            this.cost = cost;
        }

        boolean isLink() {
            return this == LINK || this == LINK_TO;
        }
    }

    private static final double INSTANCE = 0.9;
    private static final double PATH = 1.2;
    private static final double PEER = 0.8;
    /** A way to home that is cut for the function, but not for an instance, is not quite the same way. */
    private static final double OTHER_WAY = 0.5;
    /** A function that reaches services of instances, and whose way out is blocked, would be blocked for some ports only. */
    private static final double SOME_PORTS = 1.0;

    /** All that fit what is seen, cheapest first. */
    static List<Hypothesis> fitting(LocationFacts facts) {
        List<Hypothesis> fitting = new ArrayList<>();
        Fault[] all = Fault.values();
        fit(facts, EnumSet.noneOf(Fault.class), fitting);
        for (int first = 0; first < all.length; first++) {
            fit(facts, EnumSet.of(all[first]), fitting);
            for (int second = first + 1; second < all.length; second++) {
                fit(facts, EnumSet.of(all[first], all[second]), fitting);
            }
        }
        fitting.sort((a, b) -> Double.compare(a.cost, b.cost));
        return fitting;
    }

    private static void fit(LocationFacts facts, Set<Fault> faults, List<Hypothesis> fitting) {
        double cost = faults.stream().mapToDouble(fault -> fault.cost).sum();
        boolean location = faults.contains(Fault.LOCATION);
        boolean host = faults.contains(Fault.HOST);
        boolean there = faults.contains(Fault.LINK) || faults.contains(Fault.LINK_TO);
        boolean home = faults.contains(Fault.LINK) || faults.contains(Fault.LINK_FROM);
        boolean heard = facts.isHeard();
        boolean egress = faults.contains(Fault.EGRESS);
        boolean silenced = facts.backward().fails(); // the function, which may have a way of its own
        if (heard && (location || (home && !silenced))) {
            return;
        }
        cost += heard && home ? OTHER_WAY : 0;
        if (!explains(facts.host(), there || host || location)
                || !explains(facts.backward(), home || (heard && egress && silenced))
                || !explains(
                        facts.function(), host || location || faults.contains(Fault.WORK) || quiet(facts, there))) {
            return;
        }
        if (facts.host().state() == EdgeState.State.REFUSED) {
            cost += there ? 0.5 : location ? 0.2 : 0;
        }
        Set<String> cutPeers = new TreeSet<>();
        for (Map.Entry<String, EdgeState> peer : facts.peers().entrySet()) {
            boolean broken = host || location;
            if (peer.getValue().ok() && broken) {
                return;
            }
            if (peer.getValue().fails() && !broken) {
                cutPeers.add(peer.getKey());
            }
        }
        Set<InstanceId> down = new TreeSet<>();
        Set<InstanceId> agents = new TreeSet<>();
        Set<InstanceId> degraded = new TreeSet<>();
        Set<InstanceId> cutPaths = new TreeSet<>();
        Set<InstanceId> unheard = new TreeSet<>();
        Set<InstanceId> instances = new LinkedHashSet<>(facts.instances().keySet());
        instances.addAll(facts.foreign().keySet());
        instances.addAll(facts.services().keySet());
        instances.addAll(facts.heartbeats().keySet());
        boolean somePorts = false;
        for (InstanceId id : instances) {
            EdgeState own = facts.instances().getOrDefault(id, EdgeState.UNKNOWN);
            ServiceState service = facts.service(id);
            EdgeState heartbeat = facts.heartbeat(id).direct();
            if ((own.ok() && (egress || location)) || (service.reached() && location)) {
                return;
            }
            somePorts |= egress && service.own().ok();
            Set<String> failing = new TreeSet<>();
            boolean reached = own.ok();
            boolean lives = own.lives();
            for (Map.Entry<String, EdgeState> witness :
                    facts.foreign().getOrDefault(id, Map.of()).entrySet()) {
                reached |= witness.getValue().ok();
                lives |= witness.getValue().lives();
                if (witness.getValue().ok() && location) {
                    return;
                }
                if (witness.getValue().fails() && !location) {
                    failing.add(witness.getKey());
                }
            }
            if (own.state() == EdgeState.State.REFUSED && egress) {
                cost += 1.5;
            }
            boolean ownUnexplained = own.fails() && !egress && !location;
            if ((ownUnexplained || !failing.isEmpty()) && !reached && !(egress && failing.isEmpty())) {
                if (service.reached()) {
                    agents.add(id);
                } else if (lives || (heartbeat.ok() && (service.fails() || isAnswered(own)))) {
                    (service.fails() ? degraded : agents).add(id);
                } else if (heartbeat.ok()) {
                    cutPeers.addAll(failing);
                    if (ownUnexplained) {
                        cutPaths.add(id);
                    }
                } else if (!service.undecided()) {
                    down.add(id);
                }
            } else if (service.fails(egress) && !location) {
                (reached || heartbeat.ok() ? degraded : down).add(id);
            } else if (ownUnexplained) {
                cutPaths.add(id);
            } else if (reached) {
                cutPeers.addAll(failing);
            }
            boolean silent = location || down.contains(id) || agents.contains(id);
            if (heartbeat.fails() && !home && !silent) {
                unheard.add(id);
            }
        }
        cost += somePorts ? SOME_PORTS : 0;
        cost += INSTANCE * (down.size() + agents.size() + degraded.size());
        cost += PATH * (cutPaths.size() + unheard.size()) + PEER * cutPeers.size();
        fitting.add(new Hypothesis(faults, down, agents, degraded, cutPaths, cutPeers, unheard, cost));
    }

    /** An edge that works must not be broken, one that fails must be. */
    private static boolean explains(EdgeState edge, boolean broken) {
        return edge.ok() ? !broken : !edge.fails() || broken;
    }

    /** Whether the agent's host takes or refuses connections, so that the way to it is open. */
    private static boolean isAnswered(EdgeState edge) {
        return edge.state() == EdgeState.State.REFUSED
                || (edge.fails()
                        && edge.stage()
                                .filter(stage -> stage == Stage.HTTP || stage == Stage.JOLOKIA)
                                .isPresent());
    }

    /** The function was not tried by another route, so home's failure to reach it is not evidence against it. */
    private static boolean quiet(LocationFacts facts, boolean there) {
        return there && !facts.function().ok();
    }
}
