package io.farspan.diagnosis;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.farspan.protocol.call.InstanceId;

import static org.assertj.core.api.Assertions.assertThat;

/** What is known of heartbeats as time passes. */
class HeartbeatsTest {

    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final InstanceId ONE = InstanceId.parse("aws1/i-1");
    private static final InstanceId TWO = InstanceId.parse("aws1/i-2");
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final Map<InstanceId, EdgeState> REACHED = Map.of(ONE, edge(EdgeState.State.OK));
    private static final Map<InstanceId, EdgeState> SILENT = Map.of(ONE, edge(EdgeState.State.SILENT));
    private static final String REACHES =
            "{\"status\":200,\"value\":{\"Sent\":9,\"Answered\":9," + "\"MillisSinceAnswered\":700,\"Failure\":\"\"}}";
    private static final String FAILS = "{\"status\":200,\"value\":{\"Sent\":9,\"Answered\":4,"
            + "\"MillisSinceAnswered\":12000,\"Failure\":\"https://home did not answer in time\"}}";
    private static final String NO_SUCH_MBEAN = "{\"status\":404}";

    private final Heartbeats heartbeats = new Heartbeats(Duration.ofSeconds(2), Clock.fixed(NOW, ZoneOffset.UTC));

    /** One instance, which is told to come every two seconds. */
    @ParameterizedTest
    @CsvSource({"1, OK", "3, OK", "5, SUSPECT", "7, SUSPECT", "11, SILENT"})
    void silenceOfAnInstanceThatCannotBeAskedBecomesEvidence(int seconds, EdgeState.State expected) {
        heartbeats.heard(ONE, 1, 0);

        assertThat(direct(SILENT, seconds).state()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1, OK", "5, SUSPECT", "11, SUSPECT", "900, SUSPECT"})
    void silenceOfAnInstanceThatCanBeAskedIsNone(int seconds, EdgeState.State expected) {
        heartbeats.heard(ONE, 1, 0);

        assertThat(direct(REACHED, seconds).state()).isEqualTo(expected);
    }

    @Test
    void whatTheAgentSaysOfItsWayToHomeDecides() throws Exception {
        // given
        heartbeats.heard(ONE, 1, 0);
        assertThat(heartbeats.isAnyLate(5 * SECOND)).isTrue();

        // when
        heartbeats.told(ONE, json(FAILS), 12 * SECOND);
        EdgeState.State first = direct(REACHED, 12).state();
        heartbeats.told(ONE, json(FAILS.replace("\"Sent\":9", "\"Sent\":10")), 13 * SECOND);

        // then: one attempt may have met a home that was paused
        assertThat(first).isEqualTo(EdgeState.State.SUSPECT);
        EdgeState direct = direct(REACHED, 13);
        assertThat(direct.state()).isEqualTo(EdgeState.State.SILENT);
        assertThat(direct.since()).isEqualTo(NOW.minusSeconds(12));
        assertThat(direct.detail()).contains("https://home did not answer in time");
        assertThat(relayed(13).evidence("relayed")).isEqualTo("relayed: 4 of 10 reached");
        assertThat(direct(REACHED, 60).state()).as("an answer of long ago").isEqualTo(EdgeState.State.SUSPECT);
    }

    @Test
    void anAgentThatNeverReachedHomeHasFailedSinceItFirstSaidSo() throws Exception {
        JsonNode never = json(FAILS.replace("12000", "-1"));
        Clock[] clock = {Clock.fixed(NOW, ZoneOffset.UTC)};
        HeartbeatLog log = new HeartbeatLog(new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return clock[0].instant();
            }
        });
        log.told(HeartbeatReport.of(never), SECOND);
        clock[0] = Clock.fixed(NOW.plusSeconds(5), ZoneOffset.UTC);
        log.told(HeartbeatReport.of(never), 6 * SECOND);

        assertThat(log.state(6 * SECOND, true).direct().since()).isEqualTo(NOW);
    }

    @Test
    void anAgentThatReachesAnotherRouterIsNoEvidence() throws Exception {
        heartbeats.heard(ONE, 1, 0);
        heartbeats.told(ONE, json(REACHES), 12 * SECOND);

        assertThat(direct(REACHED, 13).state()).isEqualTo(EdgeState.State.UNKNOWN);
    }

    @Test
    void anAgentWithoutHeartbeatsInTheSamePlaceIsNotMissed() throws Exception {
        heartbeats.heard(ONE, 1, 0);
        heartbeats.told(ONE, json(NO_SUCH_MBEAN), 12 * SECOND);

        assertThat(direct(SILENT, 60).state()).isEqualTo(EdgeState.State.UNKNOWN);
        assertThat(heartbeats.isAnyLate(60 * SECOND)).isFalse();
    }

    @Test
    void anInstanceThatNeverSentOneIsUnknown() throws Exception {
        heartbeats.told(ONE, json(NO_SUCH_MBEAN), SECOND);

        assertThat(heartbeats.states(SILENT, SECOND)).isEmpty();
    }

    @Test
    void whatIsHeardAgainHasBeenWellSinceThen() throws Exception {
        heartbeats.heard(ONE, 1, 0);
        heartbeats.told(ONE, json(FAILS), 12 * SECOND);
        heartbeats.heard(ONE, 1, 13 * SECOND);

        assertThat(direct(REACHED, 13).ok()).isTrue();
        assertThat(direct(REACHED, 13).since()).isEqualTo(NOW);
    }

    @Test
    void aLocationsHeartbeatsCostTheSameHoweverManyInstancesItHas() {
        assertThat(heartbeats.heard(ONE, 1, 0)).isEqualTo(Duration.ofSeconds(2));
        assertThat(heartbeats.heard(ONE, 20, 0)).isEqualTo(Duration.ofSeconds(40));
        assertThat(heartbeats.heard(ONE, 10_000, 0)).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void instancesThatTheMapNoLongerHasAreForgotten() {
        heartbeats.heard(ONE, 2, 0);
        heartbeats.heard(TWO, 2, 0);

        heartbeats.retain(Set.of(TWO));

        assertThat(heartbeats.states(Map.of(), 0)).containsOnlyKeys(TWO);
    }

    @Test
    void whatAHostileAgentSaysIsCut() throws Exception {
        heartbeats.told(
                ONE,
                json(
                        "{\"status\":200,\"value\":{\"Sent\":1e300,\"Answered\":-7,\"MillisSinceAnswered\":\"x\",\"Failure\":\""
                                + "a\\u0000\\n".repeat(10_000) + "\"}}"),
                SECOND);

        EdgeState direct = direct(REACHED, 2);
        assertThat(direct.detail())
                .hasValueSatisfying(text -> assertThat(text.length()).isLessThan(2_000));
        assertThat(direct.detail().orElseThrow()).doesNotContain("\n", "\0");
    }

    private EdgeState direct(Map<InstanceId, EdgeState> agents, int seconds) {
        return heartbeats.states(agents, seconds * SECOND).get(ONE).direct();
    }

    private EdgeState relayed(int seconds) {
        return heartbeats.states(REACHED, seconds * SECOND).get(ONE).relayed();
    }

    private static EdgeState edge(EdgeState.State state) {
        EdgeState unknown = EdgeState.UNKNOWN;
        return new EdgeState(
                state, 0, 0, unknown.since(), unknown.at(), unknown.stage(), unknown.phi(), unknown.detail());
    }

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text);
    }
}
