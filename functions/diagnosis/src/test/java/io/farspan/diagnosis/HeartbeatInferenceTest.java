package io.farspan.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.Stage;
import io.farspan.protocol.verdict.Verdict;

import static org.assertj.core.api.Assertions.assertThat;

/** The truth table of FAULTS.md with the columns of heartbeats. */
class HeartbeatInferenceTest {

    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final InstanceId ONE = InstanceId.parse("aws1/i-1");
    private static final InstanceId TWO = InstanceId.parse("aws1/i-2");

    private final Inference inference = new Inference(Duration.ofSeconds(30));

    /** The function's own way to home is not measured here, so that heartbeats are all that tells of this direction. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # H→F | answers | F→A | Fj→F | Fj→A | HB direct | HB relayed | verdict
                    + | + | + | + | + | + | + |
                    + | + | - | + | - | - | - | APP_DOWN instance aws1/i-1, APP_DOWN instance aws1/i-2
                    + | + | - | + | + | + | + | FUNCTION_DOWN function aws1
                    - | ? | ? | - | + | + | ? | FUNCTION_DOWN function aws1
                    - | + | + | + | + | - | + | LINK_DOWN link dc1→aws1
                    - | + | + | + | + | + | + | LINK_ONE_WAY link dc1→aws1
                    + | + | + | + | + | - | + | LINK_ONE_WAY link aws1→dc1
                    - | + | - | + | - | - | - | LINK_DOWN link dc1→aws1, APP_DOWN instance aws1/i-1, APP_DOWN instance aws1/i-2
                    - | ? | ? | - | - | - | ? | LOCATION_UNREACHABLE location aws1
                    """)
    void eachRowOfTheTruthTableIsItsVerdict(
            char host, char answers, char own, char peer, char foreign, char direct, char relayed, String verdicts) {
        // given
        LocationFacts facts = location(host, answers, own, peer, foreign, '?', direct, relayed);

        // when, then
        assertThat(words(facts)).isEqualTo(verdicts == null ? List.of() : List.of(verdicts.split(", ")));
    }

    /** No other location's function reaches the instances, as in most networks. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # H→F | answers | F→A | Fj→F | F→H | HB direct | verdict
                    + | + | - | + | + | ? | APP_DOWN or FUNCTION_DOWN
                    + | + | - | + | + | - | APP_DOWN
                    + | + | - | + | + | + | FUNCTION_DOWN
                    + | + | r | + | + | + | AGENT_DOWN
                    + | + | h | + | + | + | AGENT_DOWN or FUNCTION_DOWN
                    - | ? | ? | - | ? | ? | LOCATION_UNREACHABLE or FUNCTION_DOWN
                    - | ? | ? | - | ? | + | FUNCTION_DOWN
                    + | + | - | + | - | + | FUNCTION_DOWN
                    + | + | + | + | - | + | LINK_ONE_WAY
                    + | + | + | + | + | - | LINK_ONE_WAY
                    """)
    void heartbeatsDecideWhereNoWitnessReachesTheInstances(
            char host, char answers, char own, char peer, char backward, char direct, String kinds) {
        // given
        LocationFacts facts = location(host, answers, own, peer, '?', backward, direct, '?');

        // when
        List<String> found = inference.explain(facts(facts)).stream()
                .map(verdict -> verdict.kind().name())
                .distinct()
                .toList();

        // then: what is too close to call may be either
        if (kinds.contains(" or ")) {
            assertThat(found).hasSize(1).isSubsetOf("UNDETERMINED", kinds.split(" or ")[0], kinds.split(" or ")[1]);
        } else {
            assertThat(found).containsExactly(kinds);
        }
    }

    @Test
    void aSingleSilentInstanceIsDownWhenItsHeartbeatsEndToo() {
        // given
        LocationFacts silent = one(edge('-'), heartbeat('-', '?'));
        LocationFacts unknown = one(edge('-'), Heartbeat.NONE);
        LocationFacts alive = one(edge('-'), heartbeat('+', '?'));

        // when, then
        assertThat(words(silent)).containsExactly("APP_DOWN instance aws1/i-1");
        assertThat(words(unknown)).containsExactly("UNDETERMINED location aws1");
        assertThat(words(alive)).noneMatch(word -> word.startsWith("APP_DOWN"));
    }

    @Test
    void anInstanceThatIsHeardIsNotDownThoughItsFunctionDoesNotReachIt() {
        // given: the function reaches the other one
        LocationFacts both = location('+', '+', '+', '+', '?', '+', '+', '?');
        LocationFacts silent = withInstances(both, Map.of(ONE, edge('-'), TWO, edge('+')));
        LocationFacts closed = withInstances(both, Map.of(ONE, edge('r'), TWO, edge('+')));

        // when, then
        assertThat(words(silent.hearing(both.heartbeats()))).containsExactly("LINK_DOWN link function aws1→aws1/i-1");
        assertThat(words(closed.hearing(both.heartbeats()))).containsExactly("AGENT_DOWN instance aws1/i-1");
        assertThat(words(silent)).containsExactly("APP_DOWN instance aws1/i-1");
    }

    @Test
    void anInstanceWhoseOwnWayToHomeIsCutIsNamed() {
        // given: the other one is heard, and the function reaches home
        LocationFacts facts = location('+', '+', '+', '+', '?', '+', '+', '+')
                .hearing(Map.of(ONE, heartbeat('-', '+'), TWO, heartbeat('+', '+')));

        // when
        List<Verdict> verdicts = inference.explain(facts(facts));

        // then
        assertThat(verdicts).singleElement().satisfies(verdict -> {
            assertThat(verdict.kind() + " " + verdict.component()).isEqualTo("LINK_ONE_WAY link aws1/i-1→dc1");
            assertThat(verdict.evidence())
                    .anyMatch(line -> line.startsWith("aws1/i-1→home dc1: 0 of 5 reached"))
                    .anyMatch(line -> line.startsWith("aws1/i-1→home dc1 (relayed by function aws1): 5 of 5"))
                    .contains("no route to host")
                    .noneMatch(line -> line.contains("i-2"));
        });
    }

    @Test
    void aHeartbeatFromBeforeTheFaultContradictsNothing() {
        // given: the location went off ten seconds ago, and the last heartbeat came just then
        EdgeState heard = new EdgeState(
                EdgeState.State.OK,
                5,
                5,
                NOW.minusSeconds(3_600),
                NOW.minusMillis(9_500),
                Optional.empty(),
                0,
                Optional.empty());
        LocationFacts facts = location('-', '?', '?', '-', '-', '?', '?', '?')
                .hearing(Map.of(ONE, new Heartbeat(heard, EdgeState.UNKNOWN)));

        // when, then
        assertThat(words(facts)).containsExactly("LOCATION_UNREACHABLE location aws1");
    }

    @Test
    void silenceFromBeforeARecoveryIsNoEvidence() {
        // given: the link came back a second ago, and no heartbeat has been due since
        EdgeState before = edge('-');
        LocationFacts facts = location('+', '+', '+', '+', '?', '+', '?', '?');
        EdgeState host = facts.host();
        LocationFacts healed = withHost(
                        facts,
                        new EdgeState(
                                host.state(),
                                host.reached(),
                                host.attempts(),
                                NOW.minusSeconds(1),
                                host.at(),
                                host.stage(),
                                host.phi(),
                                host.detail()))
                .hearing(Map.of(
                        ONE,
                        new Heartbeat(
                                new EdgeState(
                                        before.state(),
                                        0,
                                        5,
                                        before.since(),
                                        NOW.minusSeconds(6),
                                        before.stage(),
                                        0,
                                        Optional.empty()),
                                EdgeState.UNKNOWN)));

        // when, then
        assertThat(words(healed)).isEmpty();
    }

    @Test
    void aHomeThatIsHeardIsNotIsolated() {
        // given
        LocationFacts deaf = location('-', '?', '?', '?', '?', '?', '?', '?');
        LocationFacts heard = location('-', '?', '?', '?', '?', '?', '+', '?');

        // when, then
        assertThat(isolated(deaf)).isTrue();
        assertThat(isolated(heard)).isFalse();
    }

    private static boolean isolated(LocationFacts location) {
        return Isolation.of(new Facts("shop", "dc1", List.of(location), edge('-'), "127.0.0.1:53"))
                .isPresent();
    }

    private List<String> words(LocationFacts location) {
        return inference.explain(facts(location)).stream()
                .map(verdict -> verdict.kind() + " " + verdict.component())
                .toList();
    }

    private static Facts facts(LocationFacts location) {
        LocationFacts sound = location('+', '+', '?', '?', '?', '+', '?', '?');
        return new Facts(
                "shop", "dc1", List.of(location, named(sound, "az1"), named(sound, "dc1")), edge('+'), "127.0.0.1:53");
    }

    private static LocationFacts location(
            char host, char answers, char own, char peer, char foreign, char backward, char direct, char relayed) {
        return new LocationFacts(
                        "aws1",
                        edge(host),
                        edge(answers),
                        edge(answers),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of("az1", edge(peer)),
                        Map.of(ONE, edge(own), TWO, edge(own)),
                        Map.of(ONE, Map.of("az1", edge(foreign)), TWO, Map.of("az1", edge(foreign))),
                        edge(backward),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        Map.of())
                .hearing(Map.of(ONE, heartbeat(direct, relayed), TWO, heartbeat(direct, relayed)));
    }

    private static LocationFacts one(EdgeState own, Heartbeat heartbeat) {
        return new LocationFacts(
                        "aws1",
                        edge('+'),
                        edge('+'),
                        edge('+'),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of("az1", edge('+')),
                        Map.of(ONE, own),
                        Map.of(),
                        edge('+'),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        Map.of())
                .hearing(Map.of(ONE, heartbeat));
    }

    private static LocationFacts named(LocationFacts facts, String name) {
        return new LocationFacts(
                name,
                facts.host(),
                facts.function(),
                facts.direct(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Map.of(),
                Map.of(),
                facts.backward(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Map.of());
    }

    private static LocationFacts withHost(LocationFacts facts, EdgeState host) {
        return new LocationFacts(
                facts.location(),
                host,
                facts.function(),
                facts.direct(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                facts.peers(),
                facts.instances(),
                facts.foreign(),
                facts.backward(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Map.of());
    }

    private static LocationFacts withInstances(LocationFacts facts, Map<InstanceId, EdgeState> instances) {
        return new LocationFacts(
                facts.location(),
                facts.host(),
                facts.function(),
                facts.direct(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                facts.peers(),
                instances,
                Map.of(),
                facts.backward(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Map.of());
    }

    private static Heartbeat heartbeat(char direct, char relayed) {
        return new Heartbeat(edge(direct), edge(relayed));
    }

    private static EdgeState edge(char mark) {
        EdgeState.State state =
                switch (mark) {
                    case '+' -> EdgeState.State.OK;
                    case '-', 'h' -> EdgeState.State.SILENT;
                    case 'r' -> EdgeState.State.REFUSED;
                    default -> EdgeState.State.UNKNOWN;
                };
        boolean failed = mark == '-' || mark == 'h' || mark == 'r';
        return new EdgeState(
                state,
                failed ? 0 : 5,
                5,
                failed ? NOW.minusSeconds(10) : NOW.minusSeconds(3_600),
                NOW,
                failed ? Optional.of(mark == 'h' ? Stage.HTTP : Stage.TCP) : Optional.empty(),
                failed ? 20 : 0,
                failed ? Optional.of("no route to host") : Optional.empty());
    }
}
