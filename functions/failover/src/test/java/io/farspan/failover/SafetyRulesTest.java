package io.farspan.failover;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.protocol.verdict.Component;
import io.farspan.protocol.verdict.Verdict;
import io.farspan.protocol.verdict.VerdictKind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SafetyRulesTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Move AWAY = new Move(Map.of("aws1", 50, "az1", 50), Map.of("aws1", 0, "az1", 100));

    private final Rules config = new Rules();
    private SafetyRules rules = new SafetyRules(config);

    @Test
    void aMoveThatViolatesNoRuleIsAllowed() {
        assertThat(rules.automatic(situation(AWAY, Optional.empty()))).isEmpty();
    }

    @Test
    void trafficStaysWhenNoLocationCanTakeIt() {
        Move nowhere = Move.away(Map.of("aws1", 100, "az1", 0), "aws1", 0, List.of());

        assertThat(violatedRules(rules.always(situation(nowhere, Optional.empty()))))
                .contains("never-empty");

        // When both are down, neither may hand its traffic to the other.
        SafetyRules.Situation bothDown = new SafetyRules.Situation(
                Move.away(Map.of("aws1", 50, "az1", 50), "aws1", 0, List.of()),
                Map.of(),
                List.of(),
                Optional.empty(),
                false,
                NOW);
        assertThat(violatedRules(rules.always(bothDown))).containsExactly("capacity");
    }

    @Test
    void aTargetWithoutHealthyInstancesIsRefused() {
        SafetyRules.Situation empty =
                new SafetyRules.Situation(AWAY, Map.of("aws1", 2L), List.of(), Optional.empty(), false, NOW);

        assertThat(violatedRules(rules.always(empty))).containsExactly("capacity");
        assertThat(SafetyRules.returning(empty)).as("a rollback is allowed").isEmpty();
    }

    @Test
    void aFlappingLocationWaitsForTheCooldown() {
        assertThat(violatedRules(rules.automatic(situation(AWAY, Optional.of(NOW.minusSeconds(299))))))
                .containsExactly("cooldown");
        assertThat(rules.automatic(situation(AWAY, Optional.of(NOW.minusSeconds(301)))))
                .isEmpty();
        assertThat(rules.always(situation(AWAY, Optional.of(NOW.minusSeconds(1)))))
                .as("a requested move need not wait")
                .isEmpty();
    }

    @Test
    void theKillSwitchAndFreezeWindowsStopAutomaticMoves(@TempDir Path directory) throws IOException {
        config.killSwitch = Optional.of(directory.resolve("stop").toString());
        assertThat(rules.automatic(situation(AWAY, Optional.empty()))).isEmpty();
        Files.createFile(directory.resolve("stop"));
        config.freeze = Optional.of(List.of("2026-11-22T11:00:00Z/2026-11-22T13:00:00Z"));
        rules = new SafetyRules(config);

        assertThat(violatedRules(rules.automatic(situation(AWAY, Optional.empty()))))
                .containsExactly("kill-switch", "freeze-window");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tomorrow", "2026-11-22T11:00:00Z", "2026-11-22T13:00:00Z/2026-11-22T11:00:00Z"})
    void aMalformedFreezeWindowIsRejectedAtStartup(String window) {
        config.freeze = Optional.of(List.of(window));

        assertThatThrownBy(() -> new SafetyRules(config))
                .hasMessageContaining("farspan.failover.freeze")
                .hasMessageContaining(window);
    }

    @Test
    void oneLocationAtATime() {
        Move two = new Move(Map.of("aws1", 30, "az1", 30, "dc1", 40), Map.of("aws1", 0, "az1", 0, "dc1", 100));

        assertThat(violatedRules(rules.automatic(situation(two, Optional.empty()))))
                .containsExactly("one-location");
    }

    @Test
    void anIsolatedHomeMovesNothing() {
        SafetyRules.Situation isolated = new SafetyRules.Situation(
                AWAY,
                Map.of("az1", 2L),
                List.of(verdict(VerdictKind.OBSERVER_ISOLATED, "observer dc1", 0)),
                Optional.empty(),
                false,
                NOW);

        assertThat(violatedRules(rules.automatic(isolated))).containsExactly("isolated");
    }

    @ParameterizedTest
    @EnumSource(
            value = VerdictKind.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"APP_DOWN", "APP_DEGRADED", "LOCATION_UNREACHABLE"})
    void noOtherVerdictEverMovesTraffic(VerdictKind kind) {
        for (String component : List.of(
                "location aws1", "function aws1", "link dc1→aws1", "instance aws1/i-1", "observer dc1", "dns x")) {
            List<Verdict> verdicts = List.of(verdict(kind, component, 5));
            assertThat(SafetyRules.allowsLeaving("aws1", verdicts, 1, 2)).isEmpty();
            assertThat(rules.allowsDraining("aws1", verdicts, 1, NOW)).isEmpty();
        }
    }

    @Test
    void anUnreachableLocationNeedsAQuorum() {
        Verdict alone = verdict(VerdictKind.LOCATION_UNREACHABLE, "location aws1", 1);
        Verdict both = verdict(VerdictKind.LOCATION_UNREACHABLE, "location aws1", 2);

        assertThat(SafetyRules.allowsLeaving("aws1", List.of(alone), 2, 2)).isEmpty();
        assertThat(SafetyRules.allowsLeaving("aws1", List.of(both), 2, 2)).contains(both);
        assertThat(SafetyRules.allowsLeaving("az1", List.of(both), 2, 2)).isEmpty();
    }

    @Test
    void oneInstanceDownOfTwoDoesNotMoveTraffic() {
        List<Verdict> one = List.of(verdict(VerdictKind.APP_DOWN, "instance aws1/i-1", 2));

        assertThat(SafetyRules.allowsLeaving("aws1", one, 2, 2)).isEmpty();
        assertThat(SafetyRules.allowsLeaving("aws1", one, 1, 2)).isPresent();
    }

    @Test
    void degradedInstancesSoakFirst() {
        Verdict fresh = new Verdict(
                VerdictKind.APP_DEGRADED,
                Component.parse("instance aws1/i-1"),
                0.9,
                NOW.minusSeconds(29),
                List.of(),
                0);
        Verdict soaked = new Verdict(
                VerdictKind.APP_DEGRADED,
                Component.parse("instance aws1/i-1"),
                0.9,
                NOW.minusSeconds(31),
                List.of(),
                0);

        assertThat(rules.allowsDraining("aws1", List.of(fresh), 1, NOW)).isEmpty();
        assertThat(rules.allowsDraining("aws1", List.of(soaked), 1, NOW)).isPresent();
        assertThat(rules.allowsDraining("aws1", List.of(soaked), 3, NOW)).isEmpty();
    }

    private static SafetyRules.Situation situation(Move move, Optional<Instant> lastMove) {
        return new SafetyRules.Situation(
                move, Map.of("aws1", 2L, "az1", 2L, "dc1", 2L), List.of(), lastMove, false, NOW);
    }

    private static Verdict verdict(VerdictKind kind, String component, int witnesses) {
        return new Verdict(kind, Component.parse(component), 0.9, NOW.minusSeconds(3_600), List.of(), witnesses);
    }

    private static List<String> violatedRules(List<SafetyRules.Violation> refusals) {
        return refusals.stream().map(SafetyRules.Violation::rule).toList();
    }
}
