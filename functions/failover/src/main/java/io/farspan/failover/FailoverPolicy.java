package io.farspan.failover;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

import io.farspan.protocol.verdict.Verdict;

/**
 * What is done about one application's verdicts without anybody asking: at once away from what is down, step by step away
 * from what is degraded, back again when a step makes another location worse. Decides only; whoever carries a step out
 * says so. Used by one thread.
 */
final class FailoverPolicy {

    private final FailoverConfig config;
    private final SafetyRules rules;
    private Optional<Draining> draining = Optional.empty();

    FailoverPolicy(FailoverConfig config) {
        this.config = config;
        this.rules = new SafetyRules(config);
        List<Integer> steps = config.steps();
        boolean falls = !steps.isEmpty() && steps.get(0) < Move.WHOLE && steps.get(steps.size() - 1) >= 0;
        for (int i = 1; i < steps.size(); i++) {
            falls &= steps.get(i) < steps.get(i - 1);
        }
        if (!falls) {
            throw new IllegalArgumentException("farspan.failover.steps is " + steps
                    + "; it must be shares in per cent that fall, such as 50,25,0");
        }
    }

    /**
     * What is known.
     *
     * @param verdicts what is the matter
     * @param weights where traffic goes
     * @param instances how many instances the map has in each of these locations
     * @param functions how many functions there are
     * @param now when
     */
    record Seen(
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

    /** Something to do. */
    sealed interface Step {

        /** What makes of it what, for each kind. */
        <T> T fold(Function<Away, T> away, Function<Back, T> back);
    }

    /**
     * Traffic leaves a location.
     *
     * @param location the location
     * @param kept how many per cent of what it has now it keeps
     * @param because why
     * @param draining whether it is watched and goes on step by step
     * @param first whether it begins a move, so that all rules for automatic moves apply
     */
    record Away(String location, int kept, Verdict because, boolean draining, boolean first) implements Step {

        @Override
        public <T> T fold(Function<Away, T> away, Function<Back, T> back) {
            return away.apply(this);
        }
    }

    /** Traffic goes where it went before the first step. */
    record Back(Map<String, Integer> weights, String why) implements Step {

        @Override
        public <T> T fold(Function<Away, T> away, Function<Back, T> back) {
            return back.apply(this);
        }
    }

    /** A location that is being emptied: where traffic went at first and since the last step, and when that was. */
    private record Draining(
            String location, Map<String, Integer> original, Map<String, Integer> left, int steps, Instant last) {}

    /** What to do now, if anything. */
    Optional<Step> next(Seen seen) {
        // Weights that are not what the last step left are somebody else's decision.
        draining = draining.filter(under -> under.left.equals(seen.weights));
        return draining.isPresent() ? goOn(draining.get(), seen) : begin(seen);
    }

    /** Whether there is anything that {@link #next} has to look at. */
    boolean isConcerned(List<Verdict> verdicts) {
        return draining.isPresent()
                || verdicts.stream().anyMatch(verdict -> verdict.kind().mayShift());
    }

    /** A step was carried out; traffic goes to {@code after} now. */
    void taken(Step step, Seen seen, Map<String, Integer> after) {
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

    /** Another is home. */
    void forget() {
        draining = Optional.empty();
    }

    /** What is down before what is degraded. */
    private Optional<Step> begin(Seen seen) {
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

    private Optional<Step> goOn(Draining under, Seen seen) {
        Optional<Verdict> down = seen.down(under.location);
        if (down.isPresent() && under.left.getOrDefault(under.location, 0) > 0) {
            return Optional.of(new Away(under.location, 0, down.get(), false, false));
        }
        if (under.last.plus(config.soak()).isAfter(seen.now)) {
            return worse(under, seen)
                    .map(verdict -> new Back(
                            under.original,
                            "rolled back: " + verdict.kind() + " of " + verdict.component() + " came with the move"));
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

    private Optional<Verdict> degraded(String location, Seen seen) {
        return rules.allowsDraining(location, seen.verdicts, seen.instancesOf(location), seen.now);
    }

    /** What has come up since the last step at a location that gained by it. */
    private static Optional<Verdict> worse(Draining under, Seen seen) {
        return seen.verdicts.stream()
                .filter(verdict -> verdict.kind().mayShift() && verdict.since().isAfter(under.last))
                .filter(verdict -> under.original.keySet().stream()
                        .anyMatch(location -> !location.equals(under.location)
                                && verdict.component().concerns(location)))
                .findAny();
    }
}
