package io.farspan.failover;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.protocol.verdict.Component;
import io.farspan.protocol.verdict.Verdict;
import io.farspan.protocol.verdict.VerdictKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** One application in three locations with two instances each, and what the policy decides as time passes. */
class FailoverPolicyTest {

    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
    private static final Map<String, Long> INSTANCES = Map.of("aws1", 2L, "az1", 2L, "dc1", 2L);
    private static final Duration INSTANT_LATER = Duration.ofMillis(200);

    private final FailoverPolicy policy = new FailoverPolicy(new Rules());
    private final List<Verdict> verdicts = new ArrayList<>();
    private Map<String, Integer> weights = new TreeMap<>(Map.of("aws1", 50, "az1", 50, "dc1", 0));
    private Instant now = START;

    @Test
    void trafficLeavesALocationThatIsDownAtOnceAndOnlyOnce() {
        down("aws1");

        assertThat(step()).contains(new FailoverPolicy.Away("aws1", 0, verdicts.get(0), false, true));
        assertThat(weights).containsEntry("aws1", 0);
        pass(INSTANT_LATER);
        assertThat(step()).isEmpty();
    }

    @Test
    void trafficLeavesADegradedLocationInStepsWithASoakAfterEach() {
        degraded("aws1");
        assertThat(step()).as("not soaked yet").isEmpty();

        pass(Rules.SOAK.plus(INSTANT_LATER));
        assertThat(kept()).contains(50);
        assertThat(step()).as("soaking").isEmpty();
        pass(Rules.SOAK);
        assertThat(kept()).as("half of the remaining half").contains(50);
        pass(Rules.SOAK);
        assertThat(kept()).contains(0);
        assertThat(weights).containsEntry("aws1", 0);
        pass(Rules.SOAK);
        assertThat(step()).isEmpty();
    }

    @Test
    void onlyTheFirstStepIsANewMove() {
        degraded("aws1");
        pass(Rules.SOAK.plus(INSTANT_LATER));

        assertThat(step().map(FailoverPolicyTest::first)).contains(true);
        pass(Rules.SOAK);
        assertThat(step().map(FailoverPolicyTest::first)).contains(false);
    }

    @Test
    void aStepThatMakesAnotherLocationWorseRollsTheWholeMoveBack() {
        degraded("aws1");
        pass(Rules.SOAK.plus(INSTANT_LATER));
        step();
        pass(Rules.SOAK);
        step();
        pass(INSTANT_LATER);
        degraded("az1");

        Optional<FailoverPolicy.Step> back = step();

        assertThat(back).get().isInstanceOf(FailoverPolicy.Back.class);
        assertThat(weights).isEqualTo(Map.of("aws1", 50, "az1", 50, "dc1", 0));
    }

    @Test
    void aRollbackThatFailedIsTriedAgain() {
        degraded("aws1");
        pass(Rules.SOAK.plus(INSTANT_LATER));
        step();
        pass(INSTANT_LATER);
        degraded("az1");

        assertThat(policy.next(seen())).get().isInstanceOf(FailoverPolicy.Back.class);
        pass(INSTANT_LATER);
        assertThat(policy.next(seen())).get().isInstanceOf(FailoverPolicy.Back.class);
    }

    @Test
    void trafficLeavesALocationThatGoesDownWhileItIsDrainedAtOnce() {
        degraded("aws1");
        pass(Rules.SOAK.plus(INSTANT_LATER));
        step();
        pass(INSTANT_LATER);
        verdicts.clear();
        down("aws1");

        assertThat(step()).contains(new FailoverPolicy.Away("aws1", 0, verdicts.get(0), false, false));
        assertThat(weights).containsEntry("aws1", 0);
    }

    @Test
    void aLocationThatIsDownComesBeforeADegradedOne() {
        degraded("aws1");
        pass(Rules.SOAK.plus(INSTANT_LATER));
        down("az1");

        assertThat(step().map(FailoverPolicyTest::location)).contains("az1");
    }

    @Test
    void aLocationThatRecoversKeepsItsRemainingShare() {
        degraded("aws1");
        pass(Rules.SOAK.plus(INSTANT_LATER));
        step();
        verdicts.clear();
        pass(Rules.SOAK);

        assertThat(step()).isEmpty();
        assertThat(weights).containsEntry("aws1", 25);
    }

    @Test
    void weightsSetByHandInTheMeantimeStand() {
        degraded("aws1");
        pass(Rules.SOAK.plus(INSTANT_LATER));
        step();
        weights.put("aws1", 0);
        weights.put("dc1", 50);
        pass(Rules.SOAK);

        assertThat(step()).isEmpty();
        assertThat(weights).containsEntry("dc1", 50);
    }

    @Test
    void aConnectionFaultMovesNoTraffic() {
        for (VerdictKind kind : VerdictKind.values()) {
            if (!kind.mayShift()) {
                verdicts.add(verdict(kind, Component.parse("link dc1→aws1")));
                verdicts.add(verdict(kind, Component.parse("location aws1")));
                verdicts.add(verdict(kind, Component.parse("function aws1")));
            }
        }
        pass(Duration.ofHours(1));

        assertThat(policy.isConcerned(verdicts)).isFalse();
        assertThat(step()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"100,50", "50,50", "25,50", "50,-1", ""})
    void stepsThatDoNotDecreaseAreRejected(String steps) {
        Rules rules = new Rules();
        rules.steps = Stream.of(steps.split(","))
                .filter(step -> !step.isEmpty())
                .map(Integer::valueOf)
                .toList();

        assertThatThrownBy(() -> new FailoverPolicy(rules)).hasMessageContaining("farspan.failover.steps");
    }

    /** Asks for the next step and carries it out. */
    private Optional<FailoverPolicy.Step> step() {
        FailoverPolicy.Snapshot seen = seen();
        Optional<FailoverPolicy.Step> step = policy.next(seen);
        step.ifPresent(taken -> {
            weights = taken.fold(
                    away -> new TreeMap<>(Move.away(seen.weights(), away.location(), away.kept(), others(away))
                            .after()),
                    back -> new TreeMap<>(back.weights()));
            policy.applied(taken, seen, weights);
        });
        return step;
    }

    private List<String> others(FailoverPolicy.Away away) {
        return weights.keySet().stream()
                .filter(location -> !location.equals(away.location()))
                .toList();
    }

    private FailoverPolicy.Snapshot seen() {
        return new FailoverPolicy.Snapshot(List.copyOf(verdicts), new TreeMap<>(weights), INSTANCES, 3, now);
    }

    private Optional<Integer> kept() {
        return step().map(step -> step.fold(FailoverPolicy.Away::kept, back -> -1));
    }

    private static boolean first(FailoverPolicy.Step step) {
        return step.fold(FailoverPolicy.Away::first, back -> false);
    }

    private static String location(FailoverPolicy.Step step) {
        return step.fold(FailoverPolicy.Away::location, back -> "");
    }

    private void down(String location) {
        verdicts.add(verdict(VerdictKind.LOCATION_UNREACHABLE, new Component.Location(location)));
    }

    private void degraded(String location) {
        for (int name = 1; name <= 2; name++) {
            verdicts.add(verdict(VerdictKind.APP_DEGRADED, new Component.Instance(location, "i-" + name)));
        }
    }

    private Verdict verdict(VerdictKind kind, Component component) {
        return new Verdict(kind, component, 0.9, now, List.of(), 2);
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }
}
