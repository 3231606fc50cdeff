package io.farspan.diagnosis;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.eclipse.microprofile.config.spi.Converter;
import org.junit.jupiter.api.Test;

import io.farspan.home.reach.FunctionFailure;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.probe.ProbeAnswer;
import io.farspan.protocol.probe.Reach;
import io.farspan.protocol.probe.Reach.Ending;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.problem.Stage;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The state of an agent that accepts connections without answering. */
class LocationObservationsTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final InstanceId ONE = InstanceId.parse("aws1/i-1");
    private static final String SERVICE = "10.2.3.4:8443/health";
    private static final Reach SILENT = failed(Ending.SILENT, Stage.HTTP);

    private final OwnCalls calls = new OwnCalls();
    private final LocationObservations observed = observing(Duration.ofSeconds(30));

    @Test
    void aConnectionTimeoutIsAFailureAtOnce() {
        answers(observed, failed(Ending.SILENT, Stage.TCP), 3);

        assertThat(agent(observed)).isEqualTo(EdgeState.State.SILENT);
    }

    @Test
    void aRefusalIsAFailureAtOnce() {
        answers(observed, failed(Ending.REFUSED, Stage.TCP), 3);

        assertThat(agent(observed)).isEqualTo(EdgeState.State.REFUSED);
    }

    @Test
    void silenceOfAnAgentThatAcceptsConnectionsNeedsASoak() {
        // given
        LocationObservations patient = observing(Duration.ofSeconds(2));
        answers(patient, SILENT, 3);

        // then
        assertThat(agent(observationsOf(SILENT))).isEqualTo(EdgeState.State.SUSPECT);
        assertThat(agent(patient)).isEqualTo(EdgeState.State.SILENT);
    }

    @Test
    void theSoakContinuesWhenTheConnectionQueueIsFull() {
        answers(observed, SILENT, 3);
        answers(observed, failed(Ending.SILENT, Stage.TCP), 1);

        assertThat(agent(observed)).isEqualTo(EdgeState.State.SUSPECT);
    }

    @Test
    void anAgentBusyWithOurOwnCallIsUnmeasured() {
        // given
        OwnCalls.Call call = calls.begin(Optional.of(List.of("i-1")), SECOND);

        // when
        answers(observed, SILENT.with(served()), 3);

        // then
        assertThat(agent(observed)).isEqualTo(EdgeState.State.UNKNOWN);
        calls.end(call, Optional.of(List.of()));
        assertThat(agent(observed)).isEqualTo(EdgeState.State.SILENT);
    }

    @Test
    void aBusyAgentIsUnmeasuredForWitnessesToo() {
        // given
        calls.begin(Optional.empty(), SECOND);
        answers(observed, SILENT.with(served()), 3);

        // when
        for (int ago = 2; ago > 0; ago--) {
            ProbeAnswer seen = new ProbeAnswer(
                    "az1", 1, 0, List.of(), List.of(), List.of(SILENT), Optional.empty(), Map.of(), Optional.empty());
            observed.seenBy(
                    "az1", seen, System.nanoTime() - SECOND.multipliedBy(ago).toNanos());
        }

        // then
        assertThat(facts(observed).foreign().get(ONE).get("az1").state()).isEqualTo(EdgeState.State.UNKNOWN);
    }

    @Test
    void aServiceThatAnswersShowsWithoutASoakThatTheAgentIsAtFault() {
        answers(observed, SILENT.with(served()), 3);

        assertThat(agent(observed)).isEqualTo(EdgeState.State.SILENT);
        assertThat(facts(observed).service(ONE).reached()).isTrue();
        assertThat(facts(observed).service(ONE).answers()).isTrue();
    }

    @Test
    void aServiceThatFailsTooDoesNotExcuseTheInstance() {
        // given
        calls.begin(Optional.empty(), SECOND);
        answers(observed, SILENT.with(served()), 6);

        // when
        answers(observed, SILENT.with(unserved()), 3);

        // then
        await().atMost(5, SECONDS).untilAsserted(() -> {
            answers(observed, SILENT.with(unserved()), 0);
            assertThat(facts(observed).service(ONE).fails()).isTrue();
            assertThat(agent(observed)).isEqualTo(EdgeState.State.SILENT);
        });
    }

    @Test
    void aNewEndpointIsANewEdgeAndARemovedOneHasNone() {
        // given
        answers(observed, SILENT.with(served()), 3);

        // when
        answers(observed, SILENT.with(Reach.failed("10.2.3.4:9", Ending.REFUSED, Stage.TCP, 1, "refused")), 1);

        // then
        assertThat(facts(observed).service(ONE).known()).isFalse();
        answers(observed, SILENT, 0);
        assertThat(facts(observed).services()).isEmpty();
    }

    @Test
    void aWitnessMayUseAnotherAddressOfTheEndpoint() {
        // given
        answers(observed, SILENT.with(served()), 3);
        Reach elsewhere = Reach.reached("10.9.9.9:443/health", 1, 2).at(Stage.HTTP);
        ProbeAnswer seen = new ProbeAnswer(
                "az1",
                1,
                0,
                List.of(),
                List.of(),
                List.of(SILENT.with(elsewhere)),
                Optional.empty(),
                Map.of(),
                Optional.empty());

        // when
        observed.seenBy("az1", seen, System.nanoTime());

        // then
        assertThat(facts(observed).service(ONE).foreign().get("az1").ok()).isTrue();
    }

    @Test
    void aFunctionThatAnswersACallIsUpWhateverBecomesOfAConcurrentProbe() {
        // given: a probe that began before the call was answered, and one after
        FunctionFailure silence = new FunctionFailure(Problem.of(ProblemCode.FUNCTION_TIMEOUT, "no answer"));
        long before = System.nanoTime() - Duration.ofSeconds(11).toNanos();

        // when
        observed.answeredCall(true);
        observed.failed(silence, before, false, 0);

        // then
        assertThat(facts(observed).function().state()).isEqualTo(EdgeState.State.OK);
        assertThat(facts(observed).direct().state()).isEqualTo(EdgeState.State.OK);
        observed.failed(silence, System.nanoTime(), false, 0);
        assertThat(facts(observed).function().state()).isEqualTo(EdgeState.State.SUSPECT);
    }

    @Test
    void aTargetThatIsNotAnInstanceOfTheLocationIsIgnored() {
        // when
        answers(
                observed,
                List.of(
                        Reach.reached("nonsense", 1, 2),
                        Reach.reached("az1/i-1", 1, 2),
                        Reach.reached(ONE.toString(), 1, 2)));
        observed.seenBy("az1", seeing(Reach.reached("nonsense", 1, 2), SILENT), System.nanoTime());

        // then
        assertThat(facts(observed).instances()).containsOnlyKeys(ONE);
        assertThat(facts(observed).foreign()).containsOnlyKeys(ONE);
    }

    private static ProbeAnswer seeing(Reach... foreign) {
        return new ProbeAnswer(
                "az1", 1, 0, List.of(), List.of(), List.of(foreign), Optional.empty(), Map.of(), Optional.empty());
    }

    private static void answers(LocationObservations observed, List<Reach> instances) {
        ProbeAnswer answer = new ProbeAnswer(
                "aws1",
                1,
                0,
                instances,
                List.of(),
                List.of(),
                Optional.of(Reach.reached("dc1", 1, 2)),
                Map.of(),
                Optional.empty());
        observed.answered(answer, System.nanoTime(), false, new Indicators.Asked(true, false), 0, 0);
    }

    private LocationObservations observationsOf(Reach reach) {
        LocationObservations fresh = observing(Duration.ofSeconds(30));
        answers(fresh, reach, 3);
        return fresh;
    }

    private LocationObservations observing(Duration soak) {
        DiagnosisConfig config = new SmallRyeConfigBuilder()
                .withConverters(new Converter<?>[] {new DurationConverter()})
                .withMapping(DiagnosisConfig.class)
                .build()
                .getConfigMapping(DiagnosisConfig.class);
        return new LocationObservations("aws1", new Indicators(config), calls, soak, SECOND, Clock.systemUTC());
    }

    /** Three attempts, the first of which began so many seconds ago. */
    private static void answers(LocationObservations observed, Reach reach, int ago) {
        for (int back = ago; back >= Math.max(0, ago - 2); back--) {
            ProbeAnswer answer = new ProbeAnswer(
                    "aws1", 1, 0, List.of(reach), List.of(), List.of(), Optional.empty(), Map.of(), Optional.empty());
            long started = System.nanoTime() - SECOND.multipliedBy(back).toNanos();
            observed.answered(answer, started, false, new Indicators.Asked(false, false), 0, 0);
        }
    }

    private static EdgeState.State agent(LocationObservations observed) {
        return facts(observed).instances().get(ONE).state();
    }

    private static LocationFacts facts(LocationObservations observed) {
        return observed.facts(SECOND, SECOND, SECOND, SECOND);
    }

    private static Reach failed(Ending ending, Stage stage) {
        return Reach.failed(ONE.toString(), ending, stage, 10, "it failed");
    }

    private static Reach served() {
        return Reach.reached(SERVICE, 1, 2).at(Stage.HTTP);
    }

    private static Reach unserved() {
        return Reach.failed(SERVICE, Ending.REFUSED, Stage.TCP, 1, "connection refused");
    }
}
