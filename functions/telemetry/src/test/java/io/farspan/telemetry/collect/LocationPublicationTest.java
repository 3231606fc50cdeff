package io.farspan.telemetry.collect;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.farspan.home.map.DrainResult;
import io.farspan.home.reach.Route;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.function.PluginCall;
import io.farspan.protocol.function.PluginOutcome;
import io.farspan.protocol.function.PluginReply;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.stream.Checkpoint;
import io.farspan.protocol.stream.PublishAnswer;
import io.farspan.protocol.stream.PublishCall;
import io.farspan.protocol.stream.StreamKind;
import io.farspan.protocol.stream.StreamName;
import io.farspan.protocol.stream.StreamRecord;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.telemetry.store.Database;
import io.farspan.telemetry.store.LogRow;
import io.farspan.telemetry.store.RecordBatch;
import io.farspan.telemetry.store.StreamKey;
import io.farspan.telemetry.store.TelemetryStore;
import io.farspan.telemetry.store.TestTelemetryStore;

import static org.assertj.core.api.Assertions.assertThat;

/** A location that publishes to Kafka, over a real PostgreSQL, with a function that answers what it is told to. */
class LocationPublicationTest {

    private static final InstanceId ONE = InstanceId.parse("aws1/i-1");
    private static final StreamName JUL = new StreamName("jul");
    private static final UUID INCARNATION = UUID.randomUUID();

    @RegisterExtension
    static final Database DATABASE = new Database();

    private final List<PluginCall> calls = new ArrayList<>();
    private final TelemetryStore store = TestTelemetryStore.in(DATABASE);
    private PluginOutcome answer = published(0, false);
    private Runnable meanwhile = () -> {};
    private final LocationPublication publication = new LocationPublication(
            "shop",
            "aws1",
            store,
            (route, call, timeout) -> {
                calls.add(call);
                meanwhile.run();
                return Uni.createFrom().item(new PluginReply("aws1", 1, "1", List.of(answer)));
            },
            generation -> Set.of(ONE),
            new UsualPace(true));

    @Test
    void aBusyLocationIsCalledOftenAndAQuietOneSeldom() {
        // given
        answer = published(100, true);
        Duration full = Steps.make(publication, route());
        answer = published(100, false);
        Duration busy = Steps.make(publication, route());
        answer = published(0, false);

        // when
        Duration quiet = Steps.make(publication, route());

        // then
        assertThat(full).isLessThan(busy);
        assertThat(busy).isEqualTo(Duration.ofMillis(250));
        assertThat(quiet).isEqualTo(Duration.ofMillis(500));
        assertThat(calls).allSatisfy(call -> assertThat(call.changesState()).isTrue());
        assertThat(calls).extracting(LocationPublicationTest::ends).containsOnly(false);
    }

    @Test
    void aFunctionThatCannotPublishIsCalledLessOften() {
        // given
        answer = PluginOutcome.failed(
                "aws1", Optional.empty(), 1, Problem.of(ProblemCode.PLUGIN_UNKNOWN, "There is no plugin 'publish'."));

        // when
        Duration first = Steps.make(publication, route());
        Duration second = Steps.make(publication, route());

        // then
        assertThat(List.of(first, second)).containsExactly(Duration.ofMillis(500), Duration.ofSeconds(1));
    }

    @Test
    void aLocationHasAnsweredOnlyWhenItsAnswerCanBeUsed() {
        // given
        answer = PluginOutcome.failed(
                "aws1", Optional.empty(), 1, Problem.of(ProblemCode.PLUGIN_UNKNOWN, "There is no plugin 'publish'."));
        Steps.make(publication, route());
        boolean afterFailure = publication.hasAnsweredWithin(Duration.ofDays(1));
        answer = published(0, false);

        // when
        Steps.make(publication, route());

        // then
        assertThat(afterFailure).isFalse();
        assertThat(publication.hasAnsweredWithin(Duration.ofDays(1))).isTrue();
        assertThat(publication.hasAnsweredWithin(Duration.ZERO)).isFalse();
    }

    @Test
    void anInstanceIsEmptyOnlyWhenWhatItPublishedHasComeToTheStore() {
        // given: two records are read from Kafka with each call
        answer = published(0, false, Map.of(ONE, Map.of(JUL, new Checkpoint(INCARNATION, 6))));
        meanwhile = () -> store(2L * calls.size() - 2);
        InstanceEmptying emptying = new InstanceEmptying("shop", ONE, publication, store, Duration.ofMinutes(1));

        // when
        List<Optional<DrainResult>> steps = new ArrayList<>();
        for (int step = 0; step < 3; step++) {
            steps.add(emptying.step(LocationPublicationTest::route));
        }

        // then
        assertThat(steps.subList(0, 2)).containsOnly(Optional.empty());
        assertThat(steps.get(2).orElseThrow().isEmptied()).isTrue();
        assertThat(calls).allSatisfy(call -> assertThat(call.instances()).contains(List.of("i-1")));
        assertThat(calls).extracting(LocationPublicationTest::ends).containsOnly(true);
    }

    @Test
    void whatDoesNotComeInTimeIsNamed() {
        // given
        answer = published(0, false, Map.of(ONE, Map.of(JUL, new Checkpoint(INCARNATION, 6))));
        store(0);

        // when
        Optional<DrainResult> result = new InstanceEmptying("shop", ONE, publication, store, Duration.ZERO)
                .step(LocationPublicationTest::route);

        // then
        assertThat(result.orElseThrow().missing())
                .containsExactly("stream 'jul' has 4 records from offset 2 on that home does not hold");
    }

    /** What comes through Kafka. */
    private void store(long from) {
        store.append(new RecordBatch(
                new StreamKey("shop", ONE, JUL, INCARNATION),
                StreamKind.LOG,
                from,
                from + 2,
                from + 2,
                List.of(row(from), row(from + 1))));
    }

    private static LogRow row(long offset) {
        long now = System.currentTimeMillis() * 1_000_000;
        return new LogRow(offset, now, StreamRecord.of(now, 9, "line " + offset));
    }

    private static PluginOutcome published(long records, boolean left) {
        return published(records, left, Map.of());
    }

    private static PluginOutcome published(
            long records, boolean left, Map<InstanceId, Map<StreamName, Checkpoint>> ends) {
        byte[] json = Json.write(new PublishAnswer(records, left, Map.of(), ends, Set.of()));
        return PluginOutcome.answered("aws1", Optional.empty(), 1, RawJson.slice(json, 0, json.length));
    }

    private static boolean ends(PluginCall call) {
        try {
            return Json.wire()
                    .readValue(call.body().toBytes(), PublishCall.class)
                    .ends();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CollectRoute route() {
        FunctionEndpoint function =
                new FunctionEndpoint("aws1", "localhost", Optional.empty(), 1, "", "server", false, 1);
        return new CollectRoute(Route.direct(function), Optional.empty(), 1, 1);
    }
}
