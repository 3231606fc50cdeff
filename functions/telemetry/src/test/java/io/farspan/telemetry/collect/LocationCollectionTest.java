package io.farspan.telemetry.collect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.farspan.home.reach.Route;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Role;
import io.farspan.protocol.function.PluginCall;
import io.farspan.protocol.function.PluginOutcome;
import io.farspan.protocol.function.PluginReply;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.stream.Checkpoint;
import io.farspan.protocol.stream.ClockReading;
import io.farspan.protocol.stream.CollectAnswer;
import io.farspan.protocol.stream.CollectCall;
import io.farspan.protocol.stream.Frames;
import io.farspan.protocol.stream.Lost;
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

/** The collection of a location over a real PostgreSQL, with a function that answers what it is told to. */
class LocationCollectionTest {

    private static final InstanceId ONE = InstanceId.parse("aws1/i-1");
    private static final InstanceId TWO = InstanceId.parse("aws1/i-2");
    private static final StreamName JUL = new StreamName("jul");
    private static final UUID INCARNATION = UUID.randomUUID();
    private static final CollectConfig CONFIG = new UsualPace(true);

    @RegisterExtension
    static final Database DATABASE = new Database();

    private final List<PluginCall> calls = new ArrayList<>();
    private final Deque<PluginOutcome> answers = new ArrayDeque<>();
    private final Set<InstanceId> members = new HashSet<>(Set.of(ONE, TWO));
    private final TelemetryStore store = TestTelemetryStore.in(DATABASE);
    private final LocationCollection collection = collection(store);

    @Test
    void theNextCallBeginsWhereTheStoreIs() throws Exception {
        // given
        answers.add(answered(true, batch(ONE, 0, 3)));
        answers.add(answered(false, batch(ONE, 3, 5)));
        answers.add(answered(false));

        // when
        List<Duration> pauses = List.of(step(), step(), step());

        // then
        assertThat(asked(0)).isEmpty();
        assertThat(asked(1)).containsEntry(ONE, Map.of(JUL, new Checkpoint(INCARNATION, 3)));
        assertThat(asked(2)).containsEntry(ONE, Map.of(JUL, new Checkpoint(INCARNATION, 5)));
        assertThat(pauses).containsExactly(Duration.ofMillis(50), Duration.ofMillis(250), Duration.ofMillis(500));
        assertThat(messages()).containsExactly("line 0", "line 1", "line 2", "line 3", "line 4");
        assertThat(calls)
                .allSatisfy(call -> assertThat(call.changesState()).isTrue())
                .extracting(PluginCall::role)
                .containsOnly(Role.ADMIN);
    }

    @Test
    void anotherHomeGoesOnAtTheStoresCheckpoints() throws Exception {
        // given
        answers.add(answered(false, batch(ONE, 0, 3)));
        step();

        // when
        answers.add(answered(false, batch(ONE, 3, 4)));
        Steps.make(collection(TestTelemetryStore.in(DATABASE)), route());

        // then
        assertThat(asked(1)).containsEntry(ONE, Map.of(JUL, new Checkpoint(INCARNATION, 3)));
        assertThat(messages()).hasSize(4);
    }

    @Test
    void whatAnotherHomeHasStoredMeanwhileIsNotStoredTwice() throws Exception {
        // given: the other home is one batch ahead
        answers.add(answered(false, batch(ONE, 0, 3)));
        step();
        answers.add(answered(false, batch(ONE, 3, 6)));
        Steps.make(collection(TestTelemetryStore.in(DATABASE)), route());

        // when
        answers.add(answered(false, batch(ONE, 3, 5)));
        answers.add(answered(false, batch(ONE, 6, 7)));
        step();
        step();

        // then
        assertThat(asked(3)).containsEntry(ONE, Map.of(JUL, new Checkpoint(INCARNATION, 6)));
        assertThat(messages()).hasSize(7).doesNotHaveDuplicates();
    }

    @Test
    void recordsOfAnotherLocationAreRefused() throws Exception {
        // given
        answers.add(answered(false, batch(ONE, 0, 1), batch(InstanceId.parse("az1/i-1"), 0, 1)));

        // when
        step();

        // then: and cost the others nothing
        assertThat(store.streams("shop"))
                .extracting(state -> state.stream().instance())
                .containsExactly(ONE);
    }

    @Test
    void recordsOfAnInstanceThatTheMapDoesNotHaveAreRefused() throws Exception {
        // given
        answers.add(answered(false, batch(InstanceId.parse("aws1/i-99"), 0, 1), batch(ONE, 0, 1)));

        // when
        step();

        // then
        assertThat(DATABASE.column("select instance from telemetry_stream")).containsExactly("i-1");
    }

    @Test
    void aFunctionIsNotAskedForAnInstanceThatIsGoneNorForAnIncarnationThatHasEnded() throws Exception {
        // given: the stream of one starts over, and two goes
        answers.add(answered(false, batch(ONE, 0, 3), batch(TWO, 0, 2)));
        step();
        UUID anew = UUID.randomUUID();
        answers.add(answered(
                false,
                new StreamBatch(
                        ONE,
                        JUL,
                        StreamKind.LOG,
                        anew,
                        0,
                        1,
                        1,
                        Optional.empty(),
                        batch(ONE, 0, 1).block())));
        step();
        members.remove(TWO);

        // when
        answers.add(answered(false));
        Steps.make(collection(TestTelemetryStore.in(DATABASE)), route());

        // then
        assertThat(asked(2)).isEqualTo(Map.of(ONE, Map.of(JUL, new Checkpoint(anew, 1))));
    }

    @Test
    void aStreamWithoutRecordsLeavesNoTrace() throws Exception {
        // given
        answers.add(answered(false, batch(ONE, 0, 0)));
        answers.add(answered(false));

        // when
        step();
        step();

        // then
        assertThat(store.streams("shop")).isEmpty();
        assertThat(asked(1)).isEmpty();
    }

    @Test
    void aStreamOfWhichNothingIsKnownIsAskedForFromItsBeginning() throws Exception {
        // given: its agent has let go of records that another database has
        answers.add(answered(false, batch(ONE, 5, 7)));
        answers.add(answered(false));

        // when
        step();
        step();

        // then
        assertThat(messages()).isEmpty();
        assertThat(asked(1)).isEqualTo(Map.of(ONE, Map.of(JUL, new Checkpoint(INCARNATION, 0))));
    }

    @Test
    void anAnswerThatIsTooLargeIsNotRead() throws Exception {
        // given: a good batch with much around it
        String good = new String(Json.write(batch(ONE, 0, 2)), StandardCharsets.UTF_8);
        RawJson large = RawJson.of("{\"left\":false,\"problems\":{},\"streams\":[" + good + "]"
                + " ".repeat(CollectedAnswer.MOST_BYTES) + "}");
        answers.add(PluginOutcome.answered("aws1", Optional.empty(), 1, large));

        // when
        step();

        // then
        assertThat(store.streams("shop")).isEmpty();
    }

    @Test
    void aBatchThatIsNoneCostsNoOtherStreamItsRecords() throws Exception {
        // given: a stream without a name, a number, nothing, and one as it should be
        String good = new String(Json.write(batch(ONE, 0, 2)), StandardCharsets.UTF_8);
        answers.add(PluginOutcome.answered(
                "aws1",
                Optional.empty(),
                1,
                RawJson.of("{\"streams\":[" + good.replace("\"jul\"", "\"\"") + ",1,null,{}," + good
                        + "],\"left\":false,\"problems\":{\"nowhere\":{\"code\":\"NEW_TO_US\"}}}")));

        // when
        Duration pause = step();

        // then
        assertThat(messages()).containsExactly("line 0", "line 1");
        assertThat(pause).isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void aBlockThatIsNeverReadableBecomesAGapAndTheStreamGoesOn() throws Exception {
        // given: its last byte is damaged, each time it is read
        byte[] block = batch(ONE, 0, 3).block();
        block[block.length - 1] ^= 1;
        StreamBatch bad = new StreamBatch(ONE, JUL, StreamKind.LOG, INCARNATION, 0, 3, 5, Optional.empty(), block);

        // when: it could be whole the next time
        for (int attempt = 1; attempt < BatchIntake.ATTEMPTS; attempt++) {
            answers.add(answered(false, bad));
            step();
        }
        assertThat(messages()).isEmpty();
        answers.add(answered(false, bad));
        step();
        answers.add(answered(false, batch(ONE, 3, 5)));
        step();

        // then
        assertThat(asked(BatchIntake.ATTEMPTS)).containsEntry(ONE, Map.of(JUL, new Checkpoint(INCARNATION, 3)));
        assertThat(DATABASE.column("select gap::text from log_record where gap is not null"))
                .containsExactly("{\"to\": \"3\", \"from\": \"0\", \"reason\": \"UNREADABLE\", \"records\": 3}");
        assertThat(messages()).hasSize(3).endsWith("line 3", "line 4");
    }

    @Test
    void aBlockThatWasDamagedOnceIsReadTheNextTime() throws Exception {
        // given
        byte[] block = batch(ONE, 0, 3).block();
        block[block.length - 1] ^= 1;
        answers.add(answered(
                false, new StreamBatch(ONE, JUL, StreamKind.LOG, INCARNATION, 0, 3, 3, Optional.empty(), block)));
        answers.add(answered(false, batch(ONE, 0, 3)));

        // when
        step();
        step();

        // then
        assertThat(messages()).containsExactly("line 0", "line 1", "line 2");
    }

    @Test
    void aTimeOfLongAgoOrOfTheFutureIsKeptBesideTheTimeOfReceipt() throws Exception {
        // given: before the retention, within it, in a year
        long day = TimeUnit.DAYS.toNanos(1);
        long now = now();
        List<Long> times = List.of(now - 15 * day, now - 13 * day, now + 365 * day, 0L, Long.MIN_VALUE + 1);
        Frames.Builder frames = new Frames.Builder();
        times.forEach(time -> frames.add(StreamRecord.of(time, 9, "line").write()));
        byte[] block = frames.build().block();
        answers.add(answered(
                false, new StreamBatch(ONE, JUL, StreamKind.LOG, INCARNATION, 0, 5, 5, Optional.empty(), block)));

        // when
        step();

        // then
        assertThat(DATABASE.column("select original_nanos from log_record order by record_offset"))
                .containsExactlyElementsOf(times.stream().map(String::valueOf).toList());
        assertThat(DATABASE.column("select record_offset from log_record where time between now() - interval '1 hour'"
                        + " and now() + interval '1 hour' order by 1"))
                .containsExactly("0", "2", "3", "4");
        assertThat(DATABASE.column("select count(*) from log_record_default")).containsExactly("0");
    }

    @Test
    void aMalformedBatchCostsNoOtherStreamItsRecords() throws Exception {
        // given: a frame too few
        StreamBatch good = batch(TWO, 0, 2);
        StreamBatch bad =
                new StreamBatch(ONE, JUL, StreamKind.LOG, INCARNATION, 0, 3, 3, Optional.empty(), good.block());
        answers.add(answered(false, bad, good));

        // when
        step();

        // then
        assertThat(store.streams("shop")).hasSize(1);
        assertThat(messages()).containsExactly("line 0", "line 1");
    }

    @Test
    void aPayloadThatIsNoRecordIsKeptAsItCame() throws Exception {
        // given
        Frames frames = new Frames.Builder()
                .add(new byte[] {1, 0, 2})
                .add(StreamRecord.of(now(), 9, "after it").write())
                .build();
        answers.add(answered(
                false,
                new StreamBatch(ONE, JUL, StreamKind.LOG, INCARNATION, 0, 2, 2, Optional.empty(), frames.block())));

        // when
        step();

        // then
        assertThat(DATABASE.column("select encode(raw, 'hex') from log_record where raw is not null"))
                .containsExactly("010002");
        assertThat(messages()).hasSize(2).contains("after it");
    }

    @Test
    void aStreamOfMetricsIsStoredAsPointsAndAdvancesAsEveryStream() throws Exception {
        // given
        Frames frames = new Frames.Builder()
                .add(("{\"t\":" + now() + ",\"j\":[{\"n\":\"java.lang:type=Threading\",\"v\":{\"ThreadCount\":11}}]}")
                        .getBytes(StandardCharsets.UTF_8))
                .add("no sample".getBytes(StandardCharsets.UTF_8))
                .build();
        StreamName name = new StreamName("metrics");
        answers.add(answered(
                false,
                new StreamBatch(ONE, name, StreamKind.METRIC, INCARNATION, 0, 2, 2, Optional.empty(), frames.block())));
        answers.add(answered(false));

        // when
        step();
        step();

        // then
        assertThat(DATABASE.column("select value from metric_point")).containsExactly("11");
        assertThat(DATABASE.column("select record_offset || (gap ->> 'reason') from log_record"))
                .containsExactly("1UNREADABLE");
        assertThat(asked(1)).containsEntry(ONE, Map.of(name, new Checkpoint(INCARNATION, 2)));
    }

    @Test
    void whatIsLostIsARecordWithItsBounds() throws Exception {
        // given
        answers.add(answered(false, batch(ONE, 0, 2)));
        StreamBatch rest = batch(ONE, 7, 9);
        answers.add(answered(
                false,
                new StreamBatch(
                        ONE,
                        JUL,
                        StreamKind.LOG,
                        INCARNATION,
                        2,
                        9,
                        9,
                        Optional.of(new Lost(2, 7, "SPOOL_FULL")),
                        rest.block())));

        // when
        step();
        step();

        // then
        assertThat(DATABASE.column("select record_offset from log_record order by 1"))
                .containsExactly("0", "1", "2", "7", "8");
        assertThat(DATABASE.column("select gap::text from log_record where gap is not null"))
                .containsExactly("{\"to\": \"7\", \"from\": \"2\", \"reason\": \"SPOOL_FULL\", \"records\": 5}");
    }

    @Test
    void aFunctionThatFailsIsAskedLessOftenAndThenGoesOn() throws Exception {
        // given
        Problem problem = Problem.of(ProblemCode.PLUGIN_UNKNOWN, "There is no plugin 'collect'.");
        for (int failure = 0; failure < 6; failure++) {
            answers.add(PluginOutcome.failed("aws1", Optional.empty(), 1, problem));
        }
        answers.add(answered(false, batch(ONE, 0, 1)));

        // when
        List<Duration> pauses = new ArrayList<>();
        for (int call = 0; call < 7; call++) {
            pauses.add(step());
        }

        // then
        assertThat(pauses.get(0)).isEqualTo(Duration.ofMillis(500));
        assertThat(pauses.get(5)).isEqualTo(Duration.ofSeconds(5));
        assertThat(pauses.get(6)).isEqualTo(Duration.ofMillis(250));
        assertThat(messages()).containsExactly("line 0");
    }

    @Test
    void nothingIsAskedForWhileTheStoreCannotBeReached() throws SQLException {
        // given
        DATABASE.execute("drop schema public cascade");

        // when
        Duration pause = step();

        // then
        assertThat(calls).isEmpty();
        assertThat(pause).isEqualTo(Duration.ofMillis(500));
        DATABASE.execute("create schema public");
    }

    @Test
    void whileAFunctionAnswersNeitherAThreadNorAnInstanceThatIsEmptiedWaits() throws Exception {
        // given: a function that has not answered yet
        CompletableFuture<PluginReply> late = new CompletableFuture<>();
        Deque<Uni<PluginReply>> replies = new ArrayDeque<>(List.of(
                Uni.createFrom().completionStage(late),
                Uni.createFrom().item(() -> reply(answered(false, batch(ONE, 0, 3))))));
        LocationCollection slow = new LocationCollection(
                "shop",
                "aws1",
                store,
                (route, call, timeout) -> replies.remove(),
                generation -> members,
                CONFIG,
                new BatchReader(new TimeWindow(Duration.ofDays(14)), Rules.of(List.of("jvm"), List.of())));
        CompletableFuture<Duration> step = new CompletableFuture<>();

        // when: in this one thread
        slow.step(route(), Runnable::run, step::complete);
        slow.drain(route(), ONE);
        boolean waited = !step.isDone();
        late.complete(reply(answered(false, batch(ONE, 0, 5))));

        // then: what both brought is there once
        assertThat(waited).isTrue();
        assertThat(step).isCompleted();
        assertThat(messages()).hasSize(3);
    }

    private static PluginReply reply(PluginOutcome outcome) {
        return new PluginReply("aws1", 1, "1", List.of(outcome));
    }

    @Test
    void anInstanceIsKnownToHaveNoAgentOfOursUntilOneAnswers() {
        // given
        InstanceId foreign = InstanceId.parse("az1/i-1");
        answers.add(withoutAgent(Map.of(), ONE, TWO, foreign));
        answers.add(withoutAgent(Map.of())); // neither answers
        answers.add(withoutAgent(Map.of(TWO, new ClockReading("a", now(), 0, 0, 0))));

        // when
        List<Set<InstanceId>> known = new ArrayList<>();
        for (int step = 0; step < 3; step++) {
            step();
            known.add(collection.withoutAgent());
        }

        // then
        assertThat(known).containsExactly(Set.of(ONE, TWO), Set.of(ONE, TWO), Set.of(ONE));
    }

    @Test
    void recordsOfClocksThatAreFarApartAreInOrderAndKeepTheirOwnTimes() throws Exception {
        // given: one instance's clock is five minutes ahead
        long ahead = TimeUnit.MINUTES.toNanos(5);
        long first = now();
        StreamBatch early = batch(ONE, record(first + ahead, "first"), record(first + ahead + 2_000_000, "third"));
        StreamBatch late = batch(TWO, record(first + 1_000_000, "second"));
        byte[] json = Json.write(new CollectAnswer(
                List.of(early, late),
                false,
                Map.of(),
                Map.of(
                        ONE,
                        new ClockReading("a", now() + ahead, 0, 0, 0),
                        TWO,
                        new ClockReading("b", now(), 0, 0, 0),
                        InstanceId.parse("az1/i-1"),
                        new ClockReading("c", 0, 0, 0, 0))));
        answers.add(PluginOutcome.answered("aws1", Optional.empty(), 1, RawJson.slice(json, 0, json.length)));

        // when
        step();

        // then: to within the time that the call took
        assertThat(DATABASE.column("select message from log_record where abs(extract(epoch from time) - " + first
                        + " / 1e9) < 10 order by record_offset, message"))
                .containsExactly("first", "second", "third");
        assertThat(DATABASE.column("select original_nanos from log_record where message = 'first'"))
                .containsExactly(Long.toString(first + ahead));
    }

    @Test
    void aClockThatIsSetByMinutesInvertsNothing() throws Exception {
        // given: instance i-1's clock is set five minutes ahead, then ten back; i-2's is right
        long jump = TimeUnit.MINUTES.toNanos(5);
        long first = now() - 1_000_000;
        long[] set = {0, 0, jump, jump, -jump, -jump};
        List<byte[]> ofOne = new ArrayList<>();
        List<byte[]> ofTwo = new ArrayList<>();
        for (int number = 0; number < set.length; number++) {
            long at = first + number * 100_000L;
            ofOne.add(record(at + set[number], -set[number], "%d of one".formatted(number)));
            ofTwo.add(record(at + 50_000, 0, "%d of two".formatted(number)));
        }
        byte[] json = Json.write(new CollectAnswer(
                List.of(batch(ONE, 0, ofOne), batch(TWO, 0, ofTwo)),
                false,
                Map.of(),
                Map.of(ONE, new ClockReading("a", now(), 0, 0, 0), TWO, new ClockReading("b", now(), 0, 0, 0))));
        answers.add(PluginOutcome.answered("aws1", Optional.empty(), 1, RawJson.slice(json, 0, json.length)));

        // when
        step();

        // then
        assertThat(DATABASE.column("select message from log_record order by time"))
                .containsExactly(
                        "0 of one",
                        "0 of two",
                        "1 of one",
                        "1 of two",
                        "2 of one",
                        "2 of two",
                        "3 of one",
                        "3 of two",
                        "4 of one",
                        "4 of two",
                        "5 of one",
                        "5 of two");
        assertThat(DATABASE.column("select original_nanos from log_record where message = '4 of one'"))
                .containsExactly(Long.toString(first + 400_000 - jump));
    }

    @Test
    void batchesThatComeTwiceAndInAnyOrderAreStoredOnce() throws Exception {
        // given: a function that answers what it read in pieces by chance, some of them twice
        int pieces = 20;
        int size = 10;
        Random random = new Random(1);
        List<StreamBatch> all = new ArrayList<>();
        for (int piece = 0; piece < pieces; piece++) {
            all.add(batch(ONE, (long) piece * size, (piece + 1L) * size));
            all.add(batch(TWO, (long) piece * size, (piece + 1L) * size));
        }
        all.addAll(List.copyOf(all));

        // when
        for (int call = 0; call < 2 * pieces; call++) {
            Collections.shuffle(all, random);
            answers.add(answered(true, all.toArray(StreamBatch[]::new)));
            step();
        }

        // then
        List<String> wanted = new ArrayList<>();
        for (int number = 0; number < pieces * size; number++) {
            wanted.add("line " + number);
        }
        for (InstanceId instance : List.of(ONE, TWO)) {
            assertThat(DATABASE.column("select message from log_record r join telemetry_stream s on s.id = r.stream_id"
                            + " where instance = '" + instance.name() + "' order by record_offset"))
                    .containsExactlyElementsOf(wanted);
        }
    }

    private static byte[] record(long nanos, long ahead, String message) {
        return ("{\"t\":" + nanos + (ahead == 0 ? "" : ",\"d\":" + ahead) + ",\"m\":\"" + message + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] record(long nanos, String message) {
        return StreamRecord.of(nanos, 9, message).write();
    }

    private LocationCollection collection(TelemetryStore its) {
        return new LocationCollection(
                "shop",
                "aws1",
                its,
                (route, call, timeout) -> {
                    calls.add(call);
                    return Uni.createFrom().item(reply(answers.remove()));
                },
                generation -> members,
                CONFIG,
                new BatchReader(new TimeWindow(Duration.ofDays(14)), Rules.of(List.of("jvm"), List.of())));
    }

    private Duration step() {
        return Steps.make(collection, route());
    }

    private static CollectRoute route() {
        FunctionEndpoint function =
                new FunctionEndpoint("aws1", "localhost", Optional.empty(), 1, "", "server", false, 1);
        return new CollectRoute(Route.direct(function), Optional.empty(), 1, 1);
    }

    private Map<InstanceId, Map<StreamName, Checkpoint>> asked(int call) throws IOException {
        return Json.wire()
                .readValue(calls.get(call).body().toBytes(), CollectCall.class)
                .instances();
    }

    private static PluginOutcome answered(boolean left, StreamBatch... batches) {
        byte[] json = Json.write(new CollectAnswer(List.of(batches), left, Map.of()));
        return PluginOutcome.answered("aws1", Optional.empty(), 1, RawJson.slice(json, 0, json.length));
    }

    private static PluginOutcome withoutAgent(Map<InstanceId, ClockReading> clocks, InstanceId... instances) {
        byte[] json = Json.write(new CollectAnswer(List.of(), false, Map.of(), clocks, Map.of(), Set.of(instances)));
        return PluginOutcome.answered("aws1", Optional.empty(), 1, RawJson.slice(json, 0, json.length));
    }

    private static StreamBatch batch(InstanceId instance, long from, long next) {
        List<byte[]> records = new ArrayList<>();
        for (long offset = from; offset < next; offset++) {
            records.add(record(now(), "line " + offset));
        }
        return batch(instance, from, records);
    }

    private static StreamBatch batch(InstanceId instance, byte[]... records) {
        return batch(instance, 0, List.of(records));
    }

    private static StreamBatch batch(InstanceId instance, long from, List<byte[]> records) {
        Frames.Builder frames = new Frames.Builder();
        records.forEach(frames::add);
        long next = from + records.size();
        return new StreamBatch(
                instance,
                JUL,
                StreamKind.LOG,
                INCARNATION,
                from,
                next,
                next,
                Optional.empty(),
                frames.build().block());
    }

    private static List<String> messages() throws SQLException {
        return DATABASE.column("select message from log_record order by record_offset");
    }

    private static long now() {
        return TimeUnit.MILLISECONDS.toNanos(Instant.now().toEpochMilli());
    }
}
