package io.farspan.telemetry.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.stream.Gap;
import io.farspan.protocol.stream.StreamKind;
import io.farspan.protocol.stream.StreamName;
import io.farspan.protocol.stream.StreamRecord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** The store over a real PostgreSQL; what is in it is counted by the offsets in the tables, never by what the store says. */
class PostgresTelemetryStoreTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int RETENTION = 14;
    private static final long DAY = TimeUnit.DAYS.toNanos(1);

    @RegisterExtension
    static final Database DATABASE = new Database();

    private final Connections schema =
            new Connections(DATABASE.store().schema("db/telemetry", "farspan_telemetry_schema"));
    private LocalDate today = Partitions.utcToday();
    private final Partitions partitions = new Partitions(schema, RETENTION, () -> today);
    private final TelemetryStore store = new PostgresTelemetryStore(schema, partitions);
    private final StreamKey jul = stream(UUID.randomUUID());

    @Test
    void aBatchIsThereOnceHoweverOftenItIsSent() throws SQLException {
        // given
        RecordBatch batch = batch(jul, 0, 5);

        // when
        AppendResult first = store.append(batch);
        AppendResult second = store.append(batch);
        AppendResult third = store.append(batch(jul, 5, 7));
        AppendResult beyond = store.append(batch(jul, 9, 12));

        // then
        assertThat(first).isEqualTo(new AppendResult.Appended(5));
        assertThat(second).isEqualTo(new AppendResult.StaleCheckpoint(5));
        assertThat(third).isEqualTo(new AppendResult.Appended(7));
        assertThat(beyond).isEqualTo(new AppendResult.StaleCheckpoint(7));
        assertThat(offsets()).containsExactly("0", "1", "2", "3", "4", "5", "6");
    }

    @Test
    void whatWaitsIsAddedUpOverTheInstancesOfALocation() {
        // given
        StreamKey other = new StreamKey("shop", new InstanceId("aws1", "i-2"), jul.name(), UUID.randomUUID());
        StreamKey ended =
                new StreamKey("shop", new InstanceId("aws1", "i-2"), new StreamName("old"), UUID.randomUUID());
        StreamKey after = new StreamKey("shop", ended.instance(), ended.name(), UUID.randomUUID());
        store.append(waiting(jul, 5, 12));
        store.append(waiting(other, 3, 4));
        store.append(waiting(ended, 1, 100));
        store.append(waiting(after, 1, 1));

        // when
        List<Backlog> backlogs = store.backlogs("shop", 10);

        // then
        assertThat(backlogs).containsExactly(new Backlog("aws1", jul.name(), 8), new Backlog("aws1", ended.name(), 0));
        assertThat(store.backlogs("shop", 1)).hasSize(1);
        assertThat(store.backlogs("bank", 10)).isEmpty();
    }

    @Test
    void anIncarnationThatIsNotKnownBeginsAtZero() throws SQLException {
        assertThat(store.append(batch(jul, 3, 5))).isEqualTo(new AppendResult.StaleCheckpoint(0));
        assertThat(store.streams("shop")).isEmpty();
        assertThat(offsets()).isEmpty();
    }

    @Test
    void ofTwoRoutersThatSendTheSameBatchOneStoresIt() throws Exception {
        // given: two routers, each with its own pool, and both sure to be home
        Connections other = new Connections(DATABASE.store().schema("db/telemetry", "farspan_telemetry_schema"));
        TelemetryStore standby = new PostgresTelemetryStore(other, new Partitions(other, RETENTION, () -> today));
        int rounds = 40;
        int size = 20;
        ExecutorService threads = Executors.newFixedThreadPool(2);
        CyclicBarrier barrier = new CyclicBarrier(2);

        // when
        int appended = 0;
        for (int round = 0; round < rounds; round++) {
            RecordBatch batch = batch(jul, (long) round * size, (long) (round + 1) * size);
            List<Future<AppendResult>> both = new ArrayList<>();
            for (TelemetryStore router : List.of(store, standby)) {
                both.add(threads.submit(() -> {
                    barrier.await();
                    return router.append(batch);
                }));
            }
            for (Future<AppendResult> one : both) {
                appended += one.get() instanceof AppendResult.Appended ? 1 : 0;
            }
        }
        threads.shutdown();

        // then
        assertThat(appended).isEqualTo(rounds);
        assertThat(DATABASE.column("select count(*) from log_record")).containsExactly("" + rounds * size);
        assertThat(DATABASE.column("select count(distinct record_offset) from log_record"))
                .containsExactly("" + rounds * size);
        assertThat(DATABASE.column("select count(*) from telemetry_stream")).containsExactly("1");
    }

    @Test
    void aConnectionThatIsKilledBetweenCopyAndCommitLeavesNothing() throws Exception {
        // given: a commit that waits, because the table's deferred trigger does
        store.append(batch(jul, 0, 2));
        DATABASE.execute("create function wait_a_while() returns trigger language plpgsql as $$"
                + " begin perform pg_advisory_lock(4711); return null; end $$");
        DATABASE.execute("create constraint trigger at_commit after insert on log_record"
                + " deferrable initially deferred for each row execute function wait_a_while()");
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (Connection holder = DATABASE.connect();
                Statement lock = holder.createStatement()) {
            lock.execute("select pg_advisory_lock(4711)");

            // when
            Future<AppendResult> sent = threads.submit(() -> store.append(batch(jul, 2, 6)));
            await().atMost(LIMIT).until(() -> !waiting().isEmpty());
            DATABASE.execute("select pg_terminate_backend(" + waiting().get(0) + ")");

            // then
            assertThatThrownBy(sent::get)
                    .hasCauseInstanceOf(FarspanException.class)
                    .hasMessageContaining("A batch of the stream 'jul' of aws1/i-7 (shop) may not have been stored");
        }
        threads.shutdown();
        assertThat(offsets()).containsExactly("0", "1");
        assertThat(store.streams("shop").get(0).next()).isEqualTo(2);

        // and: the same batch goes through afterwards
        assertThat(store.append(batch(jul, 2, 6))).isEqualTo(new AppendResult.Appended(6));
        assertThat(offsets()).containsExactly("0", "1", "2", "3", "4", "5");
    }

    @Test
    void aRowThatTheDatabaseRefusesLeavesTheConnectionUsableAndNothingBehind() throws SQLException {
        // given
        store.append(batch(jul, 0, 1));
        DATABASE.execute("alter table log_record add constraint picky check (message <> 'no')");
        RecordBatch refused =
                new RecordBatch(jul, StreamKind.LOG, 1, 3, 3, List.of(row(1, now(), "yes"), row(2, now(), "no")));

        // when, then
        for (int attempt = 0; attempt < 20; attempt++) { // more often than the pool has connections
            assertThatThrownBy(() -> store.append(refused)).isInstanceOf(FarspanException.class);
        }
        assertThat(store.append(batch(jul, 1, 3))).isEqualTo(new AppendResult.Appended(3));
        assertThat(offsets()).containsExactly("0", "1", "2");
    }

    @Test
    void everyKindOfRecordComesBackByteByByte() throws SQLException {
        // given
        Random random = new Random(14);
        List<LogRow> rows = new ArrayList<>();
        for (int offset = 0; offset < 10_000; offset++) {
            long nanos = now() - random.nextInt(1_000_000_000);
            rows.add(new LogRow(offset, nanos + 5_000_000, record(random, nanos, offset)));
        }

        // when
        for (int from = 0; from < rows.size(); from += 500) {
            List<LogRow> part = rows.subList(from, from + 500);
            assertThat(store.append(new RecordBatch(jul, StreamKind.LOG, from, from + 500L, 10_000, part)))
                    .isEqualTo(new AppendResult.Appended(from + 500L));
        }

        // then
        int compared = 0;
        try (Connection connection = DATABASE.connect();
                PreparedStatement select = connection.prepareStatement(
                        "select *, (extract(epoch from time) * 1000000)::bigint as micros, attributes ->> 'key' as"
                                + " value from log_record order by record_offset");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                LogRow sent = rows.get(compared++);
                StreamRecord record = sent.record();
                assertThat(row.getLong("record_offset")).isEqualTo(sent.offset());
                assertThat(row.getLong("original_nanos")).isEqualTo(record.nanos());
                assertThat(row.getLong("micros")).isEqualTo(Math.floorDiv(sent.nanos(), 1000));
                assertThat(row.getInt("severity")).isEqualTo(record.severity());
                assertThat(Optional.ofNullable(row.getString("logger"))).isEqualTo(record.logger());
                assertThat(Optional.ofNullable(row.getString("thread"))).isEqualTo(record.thread());
                assertThat(Optional.ofNullable(row.getString("trace_id"))).isEqualTo(record.traceId());
                assertThat(Optional.ofNullable(row.getString("span_id"))).isEqualTo(record.spanId());
                assertThat(row.getBoolean("continued")).isEqualTo(record.continued());
                assertThat(Optional.ofNullable(row.getString("value")))
                        .isEqualTo(Optional.ofNullable(record.attributes().get("key")));
                assertThat(row.getString("message").getBytes(StandardCharsets.UTF_8))
                        .isEqualTo(record.message().getBytes(StandardCharsets.UTF_8));
                assertThat(Optional.ofNullable(row.getBytes("raw")).orElse(new byte[0]))
                        .isEqualTo(record.original());
            }
        }
        assertThat(compared).isEqualTo(10_000);
    }

    @Test
    void textThatPostgresqlCannotKeepIsKeptInRaw() throws SQLException {
        // given: NUL, half a surrogate pair, a pair, and names with both
        String message = "a\u0000b\ud800c\udc00d\ud83d\ude00e";
        StreamRecord record = new StreamRecord(
                now(),
                9,
                Optional.of("log\u0000ger"),
                Optional.of("\udfff"),
                message,
                Map.of("k\u0000", "v\ud800"),
                Optional.empty(),
                Optional.empty(),
                new byte[0],
                false,
                Optional.of(new Gap(
                        "MOON", OptionalLong.of(1), OptionalLong.of(2), Optional.of("x\u0000"), Optional.empty())));

        // when
        store.append(new RecordBatch(jul, StreamKind.LOG, 0, 1, 1, List.of(new LogRow(0, now(), record))));

        // then
        assertThat(DATABASE.column("select message from log_record"))
                .containsExactly("a\ufffdb\ufffdc\ufffdd\ud83d\ude00e");
        assertThat(DATABASE.column("select encode(raw, 'hex') from log_record"))
                .containsExactly("610062eda08063edb08064f09f988065");
        assertThat(DATABASE.column("select logger || thread || (attributes ->> 'k\ufffd') from log_record"))
                .containsExactly("log\ufffdger\ufffdv\ufffd");
        assertThat(DATABASE.column("select gap::text from log_record"))
                .containsExactly("{\"from\": \"x\ufffd\", \"bytes\": 2, \"reason\": \"MOON\", \"records\": 1}");
    }

    @Test
    void anotherIncarnationEndsTheOneBeforeAndRecordsTheGap() throws SQLException {
        // given
        store.append(batch(jul, 0, 3));
        StreamKey anew = stream(UUID.randomUUID());

        // when
        assertThat(store.append(batch(anew, 0, 2))).isEqualTo(new AppendResult.Appended(2));

        // then
        assertThat(store.streams("shop"))
                .extracting(StreamState::stream, StreamState::next, StreamState::ended)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(jul, 3L, true),
                        org.assertj.core.groups.Tuple.tuple(anew, 2L, false));
        assertThat(DATABASE.column("select gap ->> 'from' from log_record where gap ->> 'reason' = 'HOST_LOST'"))
                .containsExactly("offset 3 of " + jul.incarnation());
        assertThat(DATABASE.column("select record_offset from log_record where gap is not null"))
                .containsExactly("-1");
    }

    @Test
    void theBacklogIsWhatTheAgentStillHolds() {
        // given
        store.append(new RecordBatch(jul, StreamKind.LOG, 0, 1, 40, List.of(row(0, now(), "one"))));

        // then
        StreamState state = store.streams("shop").get(0);
        assertThat(state.backlog()).isEqualTo(39);
        assertThat(state.collected()).isAfter(Instant.now().minus(Duration.ofMinutes(5)));
        assertThat(store.streams("other")).isEmpty();
    }

    @Test
    void recordsOfEveryDayFindAPlace() throws SQLException {
        // given: last year, three days ago, now, in a year
        List<Long> days = List.of(-365L, -3L, 0L, 365L);
        List<LogRow> rows = new ArrayList<>();
        for (int offset = 0; offset < days.size(); offset++) {
            rows.add(row(offset, now() + days.get(offset) * DAY, "day " + days.get(offset)));
        }

        // when
        store.append(new RecordBatch(jul, StreamKind.LOG, 0, rows.size(), rows.size(), rows));

        // then
        assertThat(DATABASE.column("select tableoid::regclass::text from log_record order by record_offset"))
                .containsExactly("log_record_default", table(today.minusDays(3)), table(today), "log_record_default");
    }

    @Test
    void aDayWhoseRecordsCameTooEarlyGetsItsPartitionAllTheSame() throws SQLException {
        // given: a clock that is five days ahead
        store.append(new RecordBatch(jul, StreamKind.LOG, 0, 1, 1, List.of(row(0, now() + 5 * DAY, "early"))));
        LocalDate day = today.plusDays(5);

        // when
        today = today.plusDays(4);
        partitions.prepareAhead();
        store.append(new RecordBatch(jul, StreamKind.LOG, 1, 2, 2, List.of(row(1, now() + 5 * DAY, "in time"))));

        // then
        assertThat(DATABASE.column("select tableoid::regclass::text from log_record order by record_offset"))
                .containsExactly(table(day), table(day));
    }

    @Test
    void theRetentionDropsDaysAndKeepsWhatCameLateForAsLong() throws SQLException {
        // given
        store.append(new RecordBatch(
                jul, StreamKind.LOG, 0, 2, 2, List.of(row(0, now() - 365 * DAY, "last year"), row(1, now(), "today"))));
        partitions.dropExpired();
        assertThat(offsets()).containsExactly("0", "1");

        // when: the next day something else of last year comes
        LocalDate first = today;
        today = first.plusDays(1);
        partitions.dropExpired();
        store.append(new RecordBatch(jul, StreamKind.LOG, 2, 3, 3, List.of(row(2, now() - 365 * DAY, "late"))));

        // then: each goes when it has been there for the retention
        today = first.plusDays(RETENTION);
        partitions.dropExpired();
        assertThat(offsets()).containsExactly("0", "1", "2");
        today = first.plusDays(RETENTION + 1);
        partitions.dropExpired();
        assertThat(offsets()).containsExactly("2");
        DATABASE.execute("update telemetry_stream set seen = now() + interval '100 days'"); // its instance is there
        today = first.plusDays(2 * RETENTION + 2);
        partitions.dropExpired();
        assertThat(offsets()).isEmpty();
        assertThat(store.streams("shop").get(0).next()).isEqualTo(3);
    }

    @Test
    void twoRoutersMakeAndDropPartitionsAtTheSameTime() throws Exception {
        // given
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> work = new ArrayList<>();

        // when
        for (int router = 0; router < 4; router++) {
            Connections other = new Connections(DATABASE.store().schema("db/telemetry", "farspan_telemetry_schema"));
            Partitions its = new Partitions(other, RETENTION, () -> today);
            work.add(threads.submit(() -> {
                its.prepareAhead();
                its.dropExpired();
                return true;
            }));
        }
        for (Future<?> one : work) {
            one.get();
        }
        threads.shutdown();

        // then
        assertThat(DATABASE.column("select relname from pg_class where relname ~ '^log_record_[0-9]+$' order by 1"))
                .containsExactly(table(today), table(today.plusDays(1)), table(today.plusDays(2)));
    }

    @Test
    void aStreamWithoutRecordsHasNoRow() throws SQLException {
        assertThat(store.append(batch(jul, 0, 0))).isEqualTo(new AppendResult.Appended(0));
        assertThat(DATABASE.column("select count(*) from telemetry_stream")).containsExactly("0");
    }

    @Test
    void anInstanceThatMakesUpStreamsCannotFillTheDatabase() throws SQLException {
        // given
        for (int index = 0; index < PostgresTelemetryStore.MOST_STREAMS; index++) {
            store.append(batch(named("file " + index), 0, 1));
        }

        // when, then
        assertThatThrownBy(() -> store.append(batch(named("one more"), 0, 1)))
                .isInstanceOfSatisfying(FarspanException.class, e -> assertThat(e.code())
                        .isEqualTo(ProblemCode.FUNCTION_ANSWER_INVALID));
        assertThat(store.append(batch(named("file 3", UUID.randomUUID()), 0, 1)))
                .isEqualTo(new AppendResult.Appended(1));

        // and: files with the day in their name are silent after it
        DATABASE.execute("update telemetry_stream set collected = now() - interval '25 hours'");
        assertThat(store.append(batch(named("one more"), 0, 1))).isEqualTo(new AppendResult.Appended(1));
    }

    @Test
    void aStreamIsForgottenWithItsRecordsUnlessItsInstanceIsThere() throws SQLException {
        // given: two instances that have said nothing for long, of which one is still in the map
        StreamKey gone = new StreamKey("shop", InstanceId.parse("aws1/i-8"), jul.name(), UUID.randomUUID());
        for (int from = 0; from < 3; from++) {
            store.append(batch(jul, from, from + 1));
            store.append(batch(gone, from, from + 1));
        }
        DATABASE.execute("update telemetry_stream set collected = now() - interval '40 days',"
                + " seen = now() - interval '40 days'");
        store.seen("shop", "aws1", Set.of(jul.instance()));

        // when
        partitions.dropExpired();

        // then
        assertThat(store.streams("shop")).extracting(StreamState::stream).containsExactly(jul);

        // and: should it come back, it begins again
        assertThat(store.append(batch(gone, 3, 4))).isEqualTo(new AppendResult.StaleCheckpoint(0));
        assertThat(store.append(batch(gone, 0, 4))).isEqualTo(new AppendResult.Appended(4));
    }

    @Test
    void anIncarnationThatHasEndedIsForgottenThoughItsInstanceIsThere() throws SQLException {
        // given
        store.append(batch(jul, 0, 1));
        StreamKey anew = stream(UUID.randomUUID());
        store.append(batch(anew, 0, 1));
        DATABASE.execute("update telemetry_stream set collected = now() - interval '40 days'");
        store.seen("shop", "aws1", Set.of(jul.instance()));

        // when
        partitions.dropExpired();

        // then
        assertThat(store.streams("shop")).extracting(StreamState::stream).containsExactly(anew);
    }

    @Test
    void whereADaysPartitionCannotBeMadeItsRecordsWaitInTheDefaultOne() throws SQLException {
        // given: a search that reads every partition and does not end
        store.append(batch(jul, 0, 1));
        long tomorrow = now() + DAY;
        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(tomorrow, DAY));
        try (Connection search = DATABASE.connect()) {
            search.setAutoCommit(false);
            try (Statement statement = search.createStatement()) {
                statement.execute("lock table log_record_default in access share mode");
            }

            // when
            AppendResult result = store.append(
                    new RecordBatch(jul, StreamKind.LOG, 1, 2, 2, List.of(row(1, tomorrow, "in the meantime"))));

            // then
            assertThat(result).isEqualTo(new AppendResult.Appended(2));
            assertThat(DATABASE.column("select record_offset from log_record_default"))
                    .containsExactly("1");
            search.rollback();
        }

        // and
        partitions.prepareAhead();
        assertThat(DATABASE.column("select tableoid::regclass::text from log_record where record_offset = 1"))
                .containsExactly(table(day));
    }

    @Test
    void rowsThatAreNotWhereTheirBatchIsAreRefused() throws SQLException {
        // given
        store.append(batch(jul, 0, 2));

        // when, then: before it, after it, and twice
        for (List<Long> offsets : List.of(List.of(1L, 2L), List.of(2L, 4L), List.of(2L, 2L))) {
            List<LogRow> rows =
                    offsets.stream().map(offset -> row(offset, now(), "x")).toList();
            assertThatThrownBy(() -> store.append(new RecordBatch(jul, StreamKind.LOG, 2, 4, 4, rows)))
                    .isInstanceOf(FarspanException.class)
                    .hasMessageContaining("no place for the offset");
        }
        assertThat(store.append(batch(jul, 2, 4))).isEqualTo(new AppendResult.Appended(4));
        assertThat(offsets()).containsExactly("0", "1", "2", "3");
    }

    @Test
    void aCommitIsOnDiskWhateverTheServersDefaultIs() throws SQLException {
        // given: a server that answers before, and a trigger that tells what holds for the transaction
        DATABASE.execute("alter database postgres set synchronous_commit = 'off'");
        Connections fresh = new Connections(DATABASE.store().schema("db/telemetry", "farspan_telemetry_schema"));
        TelemetryStore fast = new PostgresTelemetryStore(fresh, new Partitions(fresh, RETENTION, () -> today));
        fast.append(batch(jul, 0, 1));
        DATABASE.execute("create table seen (value text)");
        DATABASE.execute("create function see() returns trigger language plpgsql as $$ begin"
                + " insert into seen values (current_setting('synchronous_commit')); return new; end $$");
        DATABASE.execute("create trigger see after insert on log_record for each row execute function see()");

        // when
        fast.append(batch(jul, 1, 2));

        // then
        assertThat(DATABASE.column("select value from seen")).containsExactly("on");
        DATABASE.execute("alter database postgres reset synchronous_commit");
    }

    private static List<String> waiting() throws SQLException {
        return DATABASE.column("select pid from pg_stat_activity where application_name = 'farspan-router'"
                + " and wait_event = 'advisory' and lower(query) = 'commit'");
    }

    private static List<String> offsets() throws SQLException {
        return DATABASE.column("select to_regclass('log_record')").get(0) == null
                ? List.of()
                : DATABASE.column("select record_offset from log_record order by record_offset");
    }

    private static StreamRecord record(Random random, long nanos, int offset) {
        Map<String, String> attributes = new HashMap<>();
        if (random.nextInt(3) == 0) {
            attributes.put("key", text(random, 20));
        }
        byte[] original = new byte[random.nextInt(4) == 0 ? random.nextInt(300) : 0];
        random.nextBytes(original);
        return new StreamRecord(
                nanos,
                random.nextInt(25),
                random.nextBoolean() ? Optional.of(text(random, 40)) : Optional.empty(),
                random.nextBoolean() ? Optional.of("") : Optional.empty(),
                text(random, offset % 1_000 == 7 ? 200_000 : 1 << random.nextInt(12)),
                attributes,
                random.nextBoolean() ? Optional.of("0123456789abcdef0123456789abcdef") : Optional.empty(),
                random.nextBoolean() ? Optional.of("0123456789abcdef") : Optional.empty(),
                original,
                random.nextInt(10) == 0,
                Optional.empty());
    }

    /** Anything but NUL and halves of surrogate pairs, what COPY's text format would have to escape among it. */
    private static String text(Random random, int longest) {
        int[] points = random.ints(random.nextInt(longest + 1), 0, 100)
                .map(kind -> kind < 3
                        ? "\t\n\r\\,\"'N.\b\u007f".codePointAt(random.nextInt(11))
                        : kind < 6 ? 0x10000 + random.nextInt(0x10_0000 - 0x10000) : 1 + random.nextInt(0xD7FF))
                .toArray();
        return new String(points, 0, points.length);
    }

    private static StreamKey stream(UUID incarnation) {
        return new StreamKey("shop", InstanceId.parse("aws1/i-7"), new StreamName("jul"), incarnation);
    }

    private static StreamKey named(String name) {
        return named(name, UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
    }

    private static StreamKey named(String name, UUID incarnation) {
        return new StreamKey("shop", InstanceId.parse("aws1/i-7"), new StreamName(name), incarnation);
    }

    private static RecordBatch batch(StreamKey stream, long from, long next) {
        List<LogRow> rows = new ArrayList<>();
        for (long offset = from; offset < next; offset++) {
            rows.add(row(offset, now(), "line " + offset));
        }
        return new RecordBatch(stream, StreamKind.LOG, from, next, next, rows);
    }

    /** The first {@code next} records of {@code end}. */
    private static RecordBatch waiting(StreamKey stream, long next, long end) {
        return new RecordBatch(
                stream, StreamKind.LOG, 0, next, end, batch(stream, 0, next).rows());
    }

    private static LogRow row(long offset, long nanos, String message) {
        return new LogRow(offset, nanos, StreamRecord.of(nanos, 9, message));
    }

    private static long now() {
        return TimeUnit.MILLISECONDS.toNanos(Instant.now().toEpochMilli());
    }

    private static String table(LocalDate day) {
        return "log_record_" + day.toString().replace("-", "");
    }
}
