package io.farspan.diagnosis;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

import io.farspan.protocol.verdict.Component;
import io.farspan.protocol.verdict.Verdict;
import io.farspan.protocol.verdict.VerdictKind;

/** The cheapest hypothesis that fits what is seen of a location, and how sure it is beside the next. */
final class Explanation {

    /** The difference in cost below which two explanations are too close to call. */
    private static final double MARGIN = 0.25;

    private Explanation() {}

    /** The verdicts on a location; one that it is undetermined when two explanations are about as good. */
    static List<Verdict> of(Facts facts, LocationFacts location) {
        List<Hypothesis> fitting = Hypothesis.fitting(location);
        if (fitting.isEmpty()) {
            return List.of();
        }
        Hypothesis best = fitting.get(0);
        if (best.cost() == 0) {
            return LinkVerdicts.of(facts, location).stream().toList();
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
                            .map(Explanation::describe)
                            .toList());
            return List.of(Inference.verdict(
                    VerdictKind.UNDETERMINED, new Component.Location(location.location()), 0.5, since, both, 0));
        }
        double confidence = confidence(margin, evidence.size());
        int witnesses = (int)
                location.peers().values().stream().filter(EdgeState::measured).count();
        List<Verdict> verdicts = new ArrayList<>(
                new FaultVerdicts(facts.observer(), location, confidence, since, evidence, witnesses).of(best));
        if (location.host().ok()) {
            LinkVerdicts.of(facts, location).ifPresent(verdicts::add);
        }
        return verdicts;
    }

    private static Set<VerdictKind.Cause> causes(Hypothesis hypothesis) {
        Set<VerdictKind.Cause> causes = EnumSet.noneOf(VerdictKind.Cause.class);
        hypothesis
                .faults()
                .forEach(fault -> causes.add(FaultVerdicts.kind(fault).cause()));
        if (!hypothesis.agents().isEmpty()) {
            causes.add(VerdictKind.Cause.AGENT);
        }
        if (!hypothesis.down().isEmpty() || !hypothesis.degraded().isEmpty()) {
            causes.add(VerdictKind.Cause.APPLICATION);
        }
        if (!hypothesis.cutPaths().isEmpty() || !hypothesis.unheard().isEmpty()) {
            causes.add(VerdictKind.Cause.CONNECTION);
        }
        return causes;
    }

    private static String describe(Hypothesis hypothesis) {
        List<String> words = new ArrayList<>();
        hypothesis.faults().forEach(fault -> words.add(FaultVerdicts.kind(fault).name()));
        hypothesis.down().forEach(id -> words.add("APP_DOWN of " + id));
        hypothesis.agents().forEach(id -> words.add("AGENT_DOWN of " + id));
        hypothesis.degraded().forEach(id -> words.add("APP_DEGRADED of " + id));
        hypothesis.cutPaths().forEach(id -> words.add("LINK_DOWN to " + id));
        hypothesis.unheard().forEach(id -> words.add("LINK_ONE_WAY of " + id + " to home"));
        return String.join(" and ", words);
    }

    /** The confidence, which grows with the margin to the next explanation and the number of measured edges. */
    private static double confidence(double margin, int edges) {
        double separated = 1 / (1 + Math.exp(-3 * margin));
        return Math.round(100 * separated * edges / (edges + 0.2)) / 100.0;
    }
}
