package io.farspan.failover;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

import io.farspan.protocol.verdict.Verdict;

/**
 * The automatic failover of one application: traffic leaves a location that is down at once, one that is degraded step
 * by step, and returns when a step makes another location worse. It only decides; the caller carries a step out and
 * then calls {@link #applied}. Not thread-safe.
 */
final class FailoverPolicy {

    private final FailoverConfig config;
    private final SafetyRules rules;
    private Optional<Draining> draining = Optional.empty();

    FailoverPolicy(FailoverConfig config) {
        this.config = config;
        this.rules = new SafetyRules(config);
        List<Integer> steps = config.steps();
        boolean decreasing = !steps.isEmpty() && steps.get(0) < Move.WHOLE && steps.get(steps.size() - 1) >= 0;
        for (int i = 1; i < steps.size(); i++) {
            decreasing &= steps.get(i) < steps.get(i - 1);
        }
        if (!decreasing) {
            throw new IllegalArgumentException("farspan.failover.steps is " + steps
                    + "; it must be a list of decreasing percentages below 100, such as 50,25,0");
        }
    }

    /**
     * The state that the policy decides on.
     *
     * @param verdicts the verdicts that hold
     * @param weights the present traffic weights by location
     * @param instances the number of instances that the map lists, by location
     * @param functions the number of functions
     * @param now the present time
     */
    record Snapshot(
            List<Verdict> verdicts,
            Map<String, Integer> weights,
            Map<String, Long> instances,
            int functions,
            Instant now) {

        private long instancesOf(String location) {
            return instances.getOrDefault(location, 0L);
        }

        private Optional<Verdict> down(String location) {
            return SafetyRules.allowsLeaving(location, verdicts, instancesOf(location), functions - 1);
        }
    }

    /** A step that the policy wants carried out. */
    sealed interface Step {

        /** Applies the function for this kind of step. */
        <T> T fold(Function<Away, T> away, Function<Back, T> back);
    }

    /**
     * Traffic leaves a location.
     *
     * @param location the location
     * @param kept the share it keeps, in per cent of its present weight
     * @param because the verdict that justifies it
     * @param draining whether the location is drained step by step, with a soak after each
     * @param first whether this is the first step of a move, to which all rules for automatic moves apply
     */
    record Away(String location, int kept, Verdict because, boolean draining, boolean first) implements Step {

        @Override
        public <T> T fold(Function<Away, T> away, Function<Back, T> back) {
            return away.apply(this);
        }
    }

    /** Traffic returns to the weights from before the first step. */
    record Back(Map<String, Integer> weights, String why) implements Step {

        @Override
        public <T> T fold(Function<Away, T> away, Function<Back, T> back) {
            return back.apply(this);
        }
    }

    /**
     * A location being drained: the weights before the first step and after the last one, and when that one was taken.
     */
    private record Draining(
            String location, Map<String, Integer> original, Map<String, Integer> left, int steps, Instant last) {}

    /** The next step, if any. */
    Optional<Step> next(Snapshot seen) {
        // Weights other than those the last step left were set by someone else, whose decision stands.
        draining = draining.filter(under -> under.left.equals(seen.weights));
        return draining.isPresent() ? continueDraining(draining.get(), seen) : begin(seen);
    }

    /** Whether {@link #next} needs to be asked: a location is being drained, or a verdict may shift traffic. */
    boolean isConcerned(List<Verdict> verdicts) {
        return draining.isPresent()
                || verdicts.stream().anyMatch(verdict -> verdict.kind().mayShift());
    }

    /** Records that a step was carried out and left the weights {@code after}. */
    void applied(Step step, Snapshot seen, Map<String, Integer> after) {
        draining = step.fold(
                away -> away.draining
                        ? Optional.of(new Draining(
                                away.location,
                                draining.map(Draining::original).orElse(new TreeMap<>(seen.weights)),
                                new TreeMap<>(after),
                                draining.map(Draining::steps).orElse(0) + 1,
                                seen.now))
                        : Optional.empty(),
                back -> Optional.empty());
    }

    /** Forgets a drain under way, because another router is home. */
    void forget() {
        draining = Optional.empty();
    }

    /** The first step of a move: locations that are down come before degraded ones. */
    private Optional<Step> begin(Snapshot seen) {
        List<String> serving = new TreeMap<>(seen.weights)
                .entrySet().stream()
                        .filter(weight -> weight.getValue() > 0)
                        .map(Map.Entry::getKey)
                        .toList();
        Optional<Step> leaving = serving.stream()
                .flatMap(location ->
                        seen.down(location).stream().<Step>map(down -> new Away(location, 0, down, false, true)))
                .findFirst();
        return leaving.or(() -> serving.stream()
                .flatMap(location -> degraded(location, seen).stream()
                        .<Step>map(verdict -> new Away(location, config.steps().get(0), verdict, true, true)))
                .findFirst());
    }

    private Optional<Step> continueDraining(Draining under, Snapshot seen) {
        Optional<Verdict> down = seen.down(under.location);
        if (down.isPresent() && under.left.getOrDefault(under.location, 0) > 0) {
            return Optional.of(new Away(under.location, 0, down.get(), false, false));
        }
        if (under.last.plus(config.soak()).isAfter(seen.now)) {
            return worse(under, seen)
                    .map(verdict -> new Back(
                            under.original,
                            "rolled back: " + verdict.kind() + " of " + verdict.component()
                                    + " appeared after the move"));
        }
        Optional<Verdict> still = degraded(under.location, seen);
        if (still.isEmpty() || under.steps >= config.steps().size()) {
            draining = Optional.empty();
            return Optional.empty();
        }
        int before = config.steps().get(under.steps - 1);
        int kept = before == 0 ? 0 : config.steps().get(under.steps) * Move.WHOLE / before;
        return Optional.of(new Away(under.location, kept, still.get(), true, false));
    }

    private Optional<Verdict> degraded(String location, Snapshot seen) {
        return rules.allowsDraining(location, seen.verdicts, seen.instancesOf(location), seen.now);
    }

    /** A verdict that appeared since the last step at a location other than the drained one. */
    private static Optional<Verdict> worse(Draining under, Snapshot seen) {
        return seen.verdicts.stream()
                .filter(verdict -> verdict.kind().mayShift() && verdict.since().isAfter(under.last))
                .filter(verdict -> under.original.keySet().stream()
                        .anyMatch(location -> !location.equals(under.location)
                                && verdict.component().concerns(location)))
                .findAny();
    }
}
