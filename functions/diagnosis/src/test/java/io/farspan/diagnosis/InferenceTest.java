package io.farspan.diagnosis;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.Stage;
import io.farspan.protocol.verdict.Verdict;
import io.farspan.protocol.verdict.VerdictKind;

import static org.assertj.core.api.Assertions.assertThat;

/** The truth table of FAULTS.md, and cases that are too close to call. */
class InferenceTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final InstanceId ONE = InstanceId.parse("aws1/i-1");
    private static final InstanceId TWO = InstanceId.parse("aws1/i-2");

    private final Inference inference = new Inference(Duration.ofSeconds(30));

    /** Columns as in FAULTS.md; relayed answers of the function show as its answers. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # H→F | answers | F→A | Fj→F | Fj→A | F→H | verdict
                    + | + | + | + | ? | + |
                    + | + | - | + | - | + | APP_DOWN instance aws1/i-1, APP_DOWN instance aws1/i-2
                    + | + | r | + | ? | + | APP_DOWN instance aws1/i-1, APP_DOWN instance aws1/i-2
                    + | + | - | + | + | + | FUNCTION_DOWN function aws1
                    - | ? | ? | - | + | ? | FUNCTION_DOWN function aws1
                    r | ? | ? | r | + | ? | FUNCTION_DOWN function aws1
                    - | + | + | + | + | - | LINK_DOWN link dc1→aws1
                    - | + | + | + | ? | - | LINK_DOWN link dc1→aws1
                    - | + | + | + | + | + | LINK_ONE_WAY link dc1→aws1
                    + | + | + | + | ? | - | LINK_ONE_WAY link aws1→dc1
                    - | + | - | + | - | - | LINK_DOWN link dc1→aws1, APP_DOWN instance aws1/i-1, APP_DOWN instance aws1/i-2
                    - | ? | ? | - | - | ? | LOCATION_UNREACHABLE location aws1
                    r | ? | ? | r | r | ? | LOCATION_UNREACHABLE location aws1
                    + | - | ? | + | + | ? | FUNCTION_DOWN function aws1
                    - | ? | ? | ? | ? | ? | UNDETERMINED location aws1
                    + | + | + | - | ? | + | LINK_DOWN link az1→aws1, LINK_DOWN link dc1→aws1
                    """)
    void theSmallestExplanationIsTheVerdict(
            char host, char answers, char own, char peer, char foreign, char backward, String verdicts) {
        // given
        Facts facts = facts(location("aws1", host, answers, own, peer, foreign, backward), sound("az1"));

        // when, then
        assertThat(words(facts)).isEqualTo(verdicts == null ? List.of() : List.of(verdicts.split(", ")));
    }

    /** The seventh edge, to the service endpoint. Home, the function's host and its peers are well. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    # F→A | Fj→A | F→service | Fj→service | verdict of both instances
                    + | ? | + | ? |
                    r | r | r | r | APP_DOWN
                    - | - | - | - | APP_DOWN
                    r | r | - | - | APP_DOWN
                    - | - | r | ? | APP_DOWN
                    ? | ? | - | - | APP_DOWN
                    ? | ? | + | ? |
                    ? | ? | + | + |
                    - | - | + | + | AGENT_DOWN
                    - | ? | + | ? | AGENT_DOWN
                    r | r | + | ? | AGENT_DOWN
                    - | - | + | - | AGENT_DOWN
                    j | ? | ? | ? | AGENT_DOWN
                    j | j | + | + | AGENT_DOWN
                    j | j | - | - | APP_DEGRADED
                    + | + | r | r | APP_DEGRADED
                    + | ? | r | ? | APP_DEGRADED
                    + | ? | - | ? | APP_DEGRADED
                    + | + | - | + |
                    - | - | s | ? |
                    + | ? | s | ? |
                    """)
    void aSilentAgentIsNotADeadApplication(char own, char foreign, char service, char foreignService, String kind) {
        // given
        LocationFacts facts =
                location("aws1", '+', '+', own, '+', foreign, '+').with(services(service, foreignService, true, true));

        // when, then
        assertThat(words(facts(facts, sound("az1"))))
                .isEqualTo(
                        kind == null ? List.of() : List.of(kind + " instance aws1/i-1", kind + " instance aws1/i-2"));
    }

    @Test
    void aFunctionWithBlockedEgressIsBlamedWhetherOrNotItReachesTheServices() {
        for (char service : new char[] {'-', '+'}) {
            LocationFacts facts =
                    location("aws1", '+', '+', '-', '+', '+', '+').with(services(service, '+', true, true));

            assertThat(words(facts(facts, sound("az1")))).containsExactly("FUNCTION_DOWN function aws1");
        }
    }

    @Test
    void aLocationWhoseServicesAWitnessReachesIsNotUnreachable() {
        LocationFacts facts = location("aws1", '-', '?', '?', '-', '-', '?').with(services('?', '+', true, true));

        assertThat(words(facts(facts, sound("az1"))))
                .contains("FUNCTION_DOWN function aws1", "AGENT_DOWN instance aws1/i-1")
                .noneMatch(verdict -> verdict.startsWith("LOCATION") || verdict.startsWith("APP"));
    }

    @Test
    void anEndpointThatWasNeverReachedIsNoEvidence() {
        LocationFacts well = location("aws1", '+', '+', '+', '+', '?', '+').with(services('-', '-', false, false));
        LocationFacts dead = location("aws1", '+', '+', 'r', '+', 'r', '+').with(services('-', '?', false, false));

        assertThat(words(facts(well, sound("az1")))).isEmpty();
        assertThat(words(facts(dead, sound("az1"))))
                .containsExactly("APP_DOWN instance aws1/i-1", "APP_DOWN instance aws1/i-2");
    }

    @Test
    void aConnectionAloneIsWeakEvidenceThatUsersAreServed() {
        LocationFacts facts = location("aws1", '+', '+', '-', '+', '-', '+').with(services('+', '+', true, false));
        LocationFacts closed = location("aws1", '+', '+', 'r', '+', 'r', '+').with(services('+', '+', true, false));

        Verdict weak = inference.explain(facts(facts, sound("az1"))).get(0);
        assertThat(weak.kind()).isEqualTo(VerdictKind.AGENT_DOWN);
        assertThat(weak.confidence()).isLessThanOrEqualTo(0.6);
        assertThat(weak.evidence()).anyMatch(line -> line.contains("register an HTTP path"));
        assertThat(inference.explain(facts(closed, sound("az1"))).get(0).confidence())
                .isGreaterThan(0.6);
    }

    @Test
    void theEvidenceNamesTheEndpoint() {
        LocationFacts facts = location("aws1", '+', '+', '-', '+', '-', '+').with(services('+', '+', true, true));

        assertThat(inference.explain(facts(facts, sound("az1"))).get(0).evidence())
                .contains(
                        "aws1→aws1/i-1 service 10.2.3.4:8443: 5 of 5 reached",
                        "az1→aws1/i-1 service 10.2.3.4:8443: 5 of 5 reached")
                .noneMatch(line -> line.contains("i-2"));
    }

    @Test
    void anInstancesCountersAndItsServiceMakeOneVerdict() {
        // given
        LocationFacts sound = location("aws1", '+', '+', '+', '+', '?', '+');
        LocationFacts complaining = new LocationFacts(
                        sound.location(),
                        sound.host(),
                        sound.function(),
                        sound.direct(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        sound.peers(),
                        sound.instances(),
                        sound.foreign(),
                        sound.backward(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        Map.of(ONE, new LocationFacts.Complaint(NOW.minusSeconds(20), "8 threads are deadlocked")))
                .with(services('-', '?', true, true));

        // when
        List<Verdict> verdicts = inference.explain(facts(complaining, sound("az1")));

        // then
        assertThat(verdicts)
                .extracting(verdict -> verdict.component().toString())
                .containsExactly("instance aws1/i-1", "instance aws1/i-2");
        assertThat(verdicts.get(0).since()).isEqualTo(NOW.minusSeconds(20));
        assertThat(verdicts.get(0).evidence())
                .anyMatch(line -> line.contains("service"))
                .anyMatch(line -> line.contains("deadlocked"));
    }

    @Test
    void oneInstanceOfTwoIsDown() {
        LocationFacts both = location("aws1", '+', '+', '-', '+', '-', '+');
        Map<InstanceId, EdgeState> own = new TreeMap<>(both.instances());
        own.put(TWO, edge('+'));
        Map<InstanceId, Map<String, EdgeState>> foreign = new TreeMap<>(both.foreign());
        foreign.put(TWO, Map.of("az1", edge('+')));

        assertThat(words(facts(with(both, own, foreign), sound("az1")))).containsExactly("APP_DOWN instance aws1/i-1");
    }

    @Test
    void aSingleSilentInstanceThatNoWitnessReachesIsTooCloseToCall() {
        LocationFacts one = with(location("aws1", '+', '+', '-', '+', '?', '+'), Map.of(ONE, edge('-')), Map.of());

        assertThat(words(facts(one, sound("az1")))).containsExactly("UNDETERMINED location aws1");
    }

    @Test
    void homeIsIsolatedWhenItReachesNoLocation() {
        Facts facts =
                facts(location("aws1", '-', '?', '?', '?', '?', '?'), location("az1", '-', '?', '?', '?', '?', '?'));

        assertThat(words(facts)).containsExactly("OBSERVER_ISOLATED observer dc1");
    }

    @Test
    void twoLocationsThatBrokeAtDifferentTimesAreTwoFaults() {
        LocationFacts earlier = location("az1", '-', '+', '+', '+', '+', '-', NOW.minusSeconds(60));

        assertThat(words(facts(location("aws1", '-', '?', '?', '-', '-', '?'), earlier)))
                .containsExactly("LOCATION_UNREACHABLE location aws1", "LINK_DOWN link dc1→az1");
    }

    @Test
    void aSuccessFromBeforeTheFaultDoesNotContradictIt() {
        // given: a witness that last reached the function before home began to fail
        LocationFacts down = location("aws1", '-', '?', '?', '+', '?', '?');
        Map<String, EdgeState> peers = new HashMap<>();
        down.peers().forEach((peer, state) -> peers.put(peer, at(state, NOW.minusSeconds(20))));
        LocationFacts old = new LocationFacts(
                down.location(),
                down.host(),
                down.function(),
                down.direct(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                peers,
                down.instances(),
                down.foreign(),
                down.backward(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Map.of());

        // when, then
        assertThat(words(facts(old, sound("az1")))).containsExactly("UNDETERMINED location aws1");
    }

    @Test
    void aSkewedClockIsReportedAndHidesNoOtherFault() {
        LocationFacts skewed = quality(Optional.of(600_000L), Optional.empty(), false);

        assertThat(words(facts(skewed, sound("az1")))).containsExactly("CLOCK_SKEW location aws1");
    }

    @Test
    void lossAndSlownessAreDistinguished() {
        assertThat(words(facts(
                        quality(Optional.empty(), Optional.of(new LinkQuality(100, 8, 0.08, 3)), false), sound("az1"))))
                .containsExactly("LINK_LOSSY link dc1→aws1");
        assertThat(words(facts(
                        quality(Optional.empty(), Optional.of(new LinkQuality(50, 0, 0, 320)), false), sound("az1"))))
                .containsExactly("LINK_SLOW link dc1→aws1");
        assertThat(words(facts(
                        quality(Optional.empty(), Optional.of(new LinkQuality(100, 1, 0.003, 3)), false),
                        sound("az1"))))
                .isEmpty();
    }

    @Test
    void aHostReachedOnlyBySmallPacketsOrRelayLosesLargePackets() {
        LocationFacts large = quality('-', Optional.empty(), Optional.empty(), false);

        assertThat(words(facts(large, sound("az1")))).containsExactly("LINK_LOSSY link dc1→aws1");
        assertThat(inference.explain(facts(large, sound("az1"))).get(0).evidence())
                .anyMatch(line -> line.contains("MTU"));
    }

    private List<String> words(Facts facts) {
        return inference.explain(facts).stream()
                .map(verdict -> verdict.kind() + " " + verdict.component())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"+, +, SUSPECT", "+, s, SUSPECT", "-, +, UNKNOWN", "-, s, UNKNOWN", "+, -, SILENT"})
    void aServiceIsAwaitedOnlyIfTheFunctionCanTryIt(char function, char service, EdgeState.State expected) {
        // given: an agent that failed after the service was last tried
        EdgeState before = edge(service);
        EdgeState old = new EdgeState(
                before.state(),
                before.reached(),
                before.attempts(),
                before.since(),
                NOW.minusSeconds(60),
                before.stage(),
                before.phi(),
                before.detail());
        LocationFacts facts = location("aws1", '+', function, '-', '+', '?', '+')
                .with(Map.of(ONE, new ServiceState("10.2.3.4:8443", true, true, old, Map.of())));

        // then
        assertThat(StaleEvidenceFilter.of(facts).service(ONE).own().state()).isEqualTo(expected);
    }

    private static Facts facts(LocationFacts... locations) {
        List<LocationFacts> all = new ArrayList<>(List.of(locations));
        all.add(sound("dc1"));
        return new Facts("shop", "dc1", all, edge('+'), "127.0.0.1:53");
    }

    private static LocationFacts sound(String location) {
        return new LocationFacts(
                location,
                edge('+'),
                edge('+'),
                edge('+'),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of(),
                Map.of(),
                Map.of(),
                edge('+'),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Map.of());
    }

    private static LocationFacts location(
            String name, char host, char answers, char own, char peer, char foreign, char backward) {
        return location(name, host, answers, own, peer, foreign, backward, NOW.minusSeconds(10));
    }

    private static LocationFacts location(
            String name, char host, char answers, char own, char peer, char foreign, char backward, Instant since) {
        InstanceId one = new InstanceId(name, "i-1");
        InstanceId two = new InstanceId(name, "i-2");
        return new LocationFacts(
                name,
                edge(host, since),
                edge(answers, since),
                edge(answers, since),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Map.of("az1", edge(peer, since), "dc1", edge(peer, since)),
                Map.of(one, edge(own, since), two, edge(own, since)),
                Map.of(
                        one, Map.of("az1", edge(foreign, since)),
                        two, Map.of("az1", edge(foreign, since))),
                edge(backward, since),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Map.of());
    }

    private static Map<InstanceId, ServiceState> services(char own, char foreign, boolean known, boolean answers) {
        ServiceState state = new ServiceState("10.2.3.4:8443", known, answers, edge(own), Map.of("az1", edge(foreign)));
        return Map.of(ONE, state, TWO, state);
    }

    private static LocationFacts with(
            LocationFacts facts, Map<InstanceId, EdgeState> own, Map<InstanceId, Map<String, EdgeState>> foreign) {
        return new LocationFacts(
                facts.location(),
                facts.host(),
                facts.function(),
                facts.direct(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                facts.peers(),
                own,
                foreign,
                facts.backward(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Map.of());
    }

    private static LocationFacts quality(Optional<Long> skew, Optional<LinkQuality> link, boolean flaps) {
        return quality('+', skew, link, flaps);
    }

    private static LocationFacts quality(char direct, Optional<Long> skew, Optional<LinkQuality> link, boolean flaps) {
        LocationFacts sound = location("aws1", '+', '+', '+', '+', '?', '+');
        return new LocationFacts(
                sound.location(),
                sound.host(),
                sound.function(),
                edge(direct),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                sound.peers(),
                sound.instances(),
                sound.foreign(),
                sound.backward(),
                skew,
                link,
                Optional.of(2.0),
                flaps,
                Map.of());
    }

    private static EdgeState edge(char mark) {
        return edge(mark, NOW.minusSeconds(10));
    }

    private static EdgeState edge(char mark, Instant since) {
        EdgeState.State state =
                switch (mark) {
                    case '+' -> EdgeState.State.OK;
                    case '-' -> EdgeState.State.SILENT;
                    case 'r', 'j' -> EdgeState.State.REFUSED;
                    case 's' -> EdgeState.State.SUSPECT;
                    default -> EdgeState.State.UNKNOWN;
                };
        boolean failed = state == EdgeState.State.SILENT || state == EdgeState.State.REFUSED;
        return new EdgeState(
                state,
                failed ? 0 : 5,
                5,
                failed ? since : NOW.minusSeconds(3_600),
                NOW,
                failed ? Optional.of(mark == 'j' ? Stage.JOLOKIA : Stage.TCP) : Optional.empty(),
                failed ? 20 : 0,
                Optional.empty());
    }

    private static EdgeState at(EdgeState state, Instant at) {
        return new EdgeState(
                state.state(),
                state.reached(),
                state.attempts(),
                state.since(),
                at,
                state.stage(),
                state.phi(),
                state.detail());
    }
}
