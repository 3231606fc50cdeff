package io.farspan.telemetry.collect;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

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
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.stream.Checkpoint;
import io.farspan.protocol.stream.CollectAnswer;
import io.farspan.protocol.stream.CollectCall;
import io.farspan.protocol.stream.Frames;
import io.farspan.protocol.stream.StreamBatch;
import io.farspan.protocol.stream.StreamKind;
import io.farspan.protocol.stream.StreamName;
import io.farspan.protocol.stream.StreamRecord;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.telemetry.rules.Rules;
import io.farspan.telemetry.store.Database;
import io.farspan.telemetry.store.TelemetryStore;
import io.farspan.telemetry.store.TestTelemetryStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Emptying an instance over a real PostgreSQL, with a function in front of one agent in memory. */
class InstanceEmptyingTest {

    private static final InstanceId ONE = InstanceId.parse("aws1/i-1");
    private static final StreamName JUL = new StreamName("jul");
    private static final UUID INCARNATION = UUID.randomUUID();

    @RegisterExtension
    static final Database DATABASE = new Database();

    private final List<PluginCall> calls = new ArrayList<>();
    private final TelemetryStore store = TestTelemetryStore.in(DATABASE);
    private final LocationCollection collection = new LocationCollection(
            "shop",
            "aws1",
            store,
            (route, call, timeout) -> Uni.createFrom().item(new PluginReply("aws1", 1, "1", List.of(answer(call)))),
            generation -> Set.of(ONE, InstanceId.parse("aws1/i-2")),
            new UsualPace(true),
            new BatchReader(new TimeWindow(Duration.ofDays(14)), Rules.of(List.of("jvm"), List.of())));

    /** What the agent has: so many records, of which an answer holds at most a few. */
    private UUID incarnation = INCARNATION;

    private long records;
    private long most = 1_000;
    private boolean listed = true;
    private Optional<Problem> down = Optional.empty();

    @Test
    void anInstanceIsEmptiedToTheLastOffsetThatItsAgentLists() throws Exception {
        // given: three answers' worth
        records = 5;
        most = 2;

        // when
        DrainResult result = empty(Duration.ofMinutes(1));

        // then
        assertThat(result.isEmptied()).isTrue();
        assertThat(result.held()).containsExactly("stream 'jul' up to offset 5 of " + INCARNATION);
        assertThat(DATABASE.column("select message from log_record order by record_offset"))
                .containsExactly("line 0", "line 1", "line 2", "line 3", "line 4");
        assertThat(calls).hasSize(3).allSatisfy(call -> assertThat(call.instances())
                .contains(List.of("i-1")));
    }

    @Test
    void whatIsHeldAlreadyIsVerifiedInOneCall() {
        // given
        records = 5;
        empty(Duration.ofMinutes(1));

        // when
        calls.clear();
        DrainResult result = empty(Duration.ofMinutes(1));

        // then
        assertThat(result.held()).hasSize(1);
        assertThat(calls).hasSize(1);
    }

    @Test
    void whatDoesNotComeInTimeIsNamedWithItsBacklog() {
        // given
        records = 5;
        most = 3;

        // when
        DrainResult result = empty(Duration.ZERO);

        // then
        assertThat(result.missing())
                .containsExactly("stream 'jul' has 2 records from offset 3 on that home does not hold");
        assertThat(empty(Duration.ofMinutes(1)).isEmptied()).isTrue();
    }

    @Test
    void anInstanceThatCannotBeAskedIsNotVerified() {
        // given: home had all of it
        records = 5;
        empty(Duration.ofMinutes(1));
        down = Optional.of(Problem.of(ProblemCode.INSTANCE_UNREACHABLE, "Nobody listens."));

        // when
        DrainResult result = empty(Duration.ofMinutes(1));

        // then
        assertThat(result.isEmptied()).isFalse();
        assertThat(result.missing()).hasSize(2);
        assertThat(result.missing().get(0)).contains("Nobody listens");
        assertThat(result.missing().get(1))
                .contains("stream 'jul' could not be verified")
                .contains("offset 5");
    }

    @Test
    void anInstanceOfWhichNoStreamIsKnownMayGoAlthoughItDoesNotAnswer() {
        // given
        down = Optional.of(Problem.of(ProblemCode.INSTANCE_UNREACHABLE, "Nobody listens."));

        // when
        DrainResult result = empty(Duration.ofMinutes(1));

        // then
        assertThat(result.isEmptied()).isTrue();
        assertThat(result.held()).singleElement().asString().contains("Nobody listens");
    }

    @Test
    void aStreamThatItsAgentOffersNoMoreIsNamed() {
        // given
        records = 5;
        empty(Duration.ofMinutes(1));
        listed = false;

        // when
        DrainResult result = empty(Duration.ofMinutes(1));

        // then
        assertThat(result.missing()).singleElement().asString().contains("is not offered by its agent any more");
    }

    @Test
    void aStreamThatStartedOverWithoutRecordsIsNamed() {
        // given
        records = 5;
        empty(Duration.ofMinutes(1));
        incarnation = UUID.randomUUID();
        records = 0;

        // when
        DrainResult result = empty(Duration.ofMinutes(1));

        // then
        assertThat(result.missing())
                .singleElement()
                .asString()
                .contains("starts over")
                .contains("up to offset 5");
    }

    @Test
    void aSpoolThatWasPutBackIsNamed() {
        // given
        records = 5;
        empty(Duration.ofMinutes(1));
        records = 4;

        // when
        DrainResult result = empty(Duration.ZERO);

        // then
        assertThat(result.missing()).singleElement().asString().contains("ends at 4, but home holds 5");
    }

    @Test
    void whoIsNotHomeEmptiesNothing() {
        // given
        InstanceEmptying emptying = emptying(Duration.ofMinutes(1));
        Supplier<CollectRoute> refused = () -> {
            throw new FarspanException(ProblemCode.NOT_HOME, "Another is.");
        };

        // then
        assertThatThrownBy(() -> emptying.step(refused)).isInstanceOf(FarspanException.class);
        assertThat(calls).isEmpty();
    }

    @Test
    void theUsualCollectionGoesOnWhereTheEmptyingEnded() throws Exception {
        // given
        records = 5;
        empty(Duration.ofMinutes(1));
        records = 7;

        // when
        Steps.make(collection, route());

        // then
        assertThat(DATABASE.column("select record_offset from log_record order by 1"))
                .containsExactly("0", "1", "2", "3", "4", "5", "6");
        assertThat(calls.get(calls.size() - 1).instances()).isEmpty();
    }

    private DrainResult empty(Duration limit) {
        InstanceEmptying emptying = emptying(limit);
        while (true) {
            Optional<DrainResult> over = emptying.step(InstanceEmptyingTest::route);
            if (over.isPresent()) {
                return over.get();
            }
        }
    }

    private InstanceEmptying emptying(Duration limit) {
        return new InstanceEmptying("shop", ONE, collection, store, limit);
    }

    /** Like the plugin: from the checkpoint on, as much as an answer has room for. */
    private PluginOutcome answer(PluginCall call) {
        calls.add(call);
        CollectCall asked;
        try {
            asked = Json.wire().readValue(call.body().toBytes(), CollectCall.class);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        if (down.isPresent()) {
            return value(new CollectAnswer(List.of(), false, Map.of(ONE, down.get())));
        }
        Map<StreamName, Checkpoint> ends = listed ? Map.of(JUL, new Checkpoint(incarnation, records)) : Map.of();
        long from = Optional.ofNullable(
                        asked.instances().getOrDefault(ONE, Map.of()).get(JUL))
                .filter(checkpoint -> checkpoint.incarnation().equals(incarnation))
                .map(Checkpoint::from)
                .orElse(0L);
        long next = Math.min(records, from + most);
        List<StreamBatch> batches = listed && next > from ? List.of(batch(from, next)) : List.of();
        return value(new CollectAnswer(
                batches, next < records, Map.of(), Map.of(), asked.ends() ? Map.of(ONE, ends) : Map.of()));
    }

    private StreamBatch batch(long from, long next) {
        Frames.Builder frames = new Frames.Builder();
        for (long offset = from; offset < next; offset++) {
            frames.add(StreamRecord.of(TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()), 9, "line " + offset)
                    .write());
        }
        return new StreamBatch(
                ONE,
                JUL,
                StreamKind.LOG,
                incarnation,
                from,
                next,
                records,
                Optional.empty(),
                frames.build().block());
    }

    private static PluginOutcome value(CollectAnswer answer) {
        byte[] json = Json.write(answer);
        return PluginOutcome.answered("aws1", Optional.empty(), 1, RawJson.slice(json, 0, json.length));
    }

    private static CollectRoute route() {
        FunctionEndpoint function =
                new FunctionEndpoint("aws1", "localhost", Optional.empty(), 1, "", "server", false, 1);
        return new CollectRoute(Route.direct(function), Optional.empty(), 1, 1);
    }
}
