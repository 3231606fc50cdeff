package io.farspan.telemetry.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.stream.StreamKind;
import io.farspan.protocol.stream.StreamName;
import io.farspan.telemetry.rules.Metric;
import io.farspan.telemetry.rules.MetricPoint;
import io.farspan.telemetry.rules.MetricType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Metrics over a real PostgreSQL; what is stored is counted in the tables. */
class MetricStoreTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int RETENTION = 14;
    private static final long DAY = TimeUnit.DAYS.toNanos(1);
    private static final Metric USED = new Metric("jvm.memory.used", "By", MetricType.UPDOWNCOUNTER, "Memory.");
    private static final Metric CPU = new Metric("jvm.cpu.time", "s", MetricType.COUNTER, "");

    @RegisterExtension
    static final Database DATABASE = new Database();

    private final Connections schema =
            new Connections(DATABASE.store().schema("db/telemetry", "farspan_telemetry_schema"));
    private LocalDate today = Partitions.utcToday();
    private final Partitions partitions = new Partitions(schema, RETENTION, () -> today);
    private final TelemetryStore store = new PostgresTelemetryStore(schema, partitions);
    private final MetricStore metrics = new MetricReader(schema);
    private final StreamKey stream = stream("aws1/i-7");

    @Test
    void pointsAreThereOnceHoweverOftenTheirBatchIsSent() throws SQLException {
        // given
        long now = now();
        RecordBatch batch = batch(stream, 0, 2, points(0, now, point("heap", 1), point("nonheap", 2)));

        // when
        AppendResult first = store.append(batch);
        AppendResult again = store.append(batch);
        AppendResult next = store.append(batch(stream, 2, 3, points(2, now + 1_000_000, point("heap", 3))));

        // then
        assertThat(first).isEqualTo(new AppendResult.Appended(2));
        assertThat(again).isEqualTo(new AppendResult.StaleCheckpoint(2));
        assertThat(next).isEqualTo(new AppendResult.Appended(3));
        assertThat(values()).containsExactly("1", "2", "3");
        assertThat(DATABASE.column("select count(*) from metric_series")).containsExactly("2");
        assertThat(DATABASE.column("select name || unit || type from metric"))
                .containsExactly("jvm.memory.usedByupdowncounter");
    }

    @Test
    void aConnectionThatIsKilledBeforeTheCommitLeavesNeitherPointsNorCheckpointNorSeries() throws Exception {
        // given: a commit that waits
        store.append(batch(stream, 0, 1, points(0, now(), point("heap", 1))));
        DATABASE.execute("create function wait_a_while() returns trigger language plpgsql as $$"
                + " begin perform pg_advisory_lock(4712); return null; end $$");
        DATABASE.execute("create constraint trigger at_commit after insert on metric_point"
                + " deferrable initially deferred for each row execute function wait_a_while()");
        ExecutorService threads = Executors.newSingleThreadExecutor();
        RecordBatch batch = batch(stream, 1, 2, points(1, now(), point("heap", 2), point("new", 3)));
        try (Connection holder = DATABASE.connect();
                Statement lock = holder.createStatement()) {
            lock.execute("select pg_advisory_lock(4712)");

            // when
            Future<AppendResult> sent = threads.submit(() -> store.append(batch));
            await().atMost(LIMIT).until(() -> !waiting().isEmpty());
            DATABASE.execute("select pg_terminate_backend(" + waiting().get(0) + ")");

            // then
            assertThatThrownBy(sent::get).hasCauseInstanceOf(FarspanException.class);
        }
        threads.shutdown();
        assertThat(values()).containsExactly("1");
        assertThat(DATABASE.column("select count(*) from metric_series")).containsExactly("1");
        assertThat(store.streams("shop").get(0).next()).isEqualTo(1);

        // and: the same batch goes through afterwards, with the series that were not remembered
        assertThat(store.append(batch)).isEqualTo(new AppendResult.Appended(2));
        assertThat(values()).containsExactly("1", "2", "3");
    }

    @Test
    void aSeriesGoesOnInTheNextIncarnationAndAtAnotherRouter() throws SQLException {
        // given
        store.append(batch(stream, 0, 1, points(0, now(), point("heap", 1))));
        Connections other = new Connections(DATABASE.store().schema("db/telemetry", "farspan_telemetry_schema"));
        TelemetryStore standby = new PostgresTelemetryStore(other, new Partitions(other, RETENTION, () -> today));

        // when
        standby.append(batch(stream("aws1/i-7"), 0, 1, points(0, now(), point("heap", 2))));

        // then: with a gap, because what followed in the first is not known
        assertThat(DATABASE.column("select count(*) from metric_series")).containsExactly("1");
        assertThat(DATABASE.column("select count(*) from metric_point")).containsExactly("2");
        assertThat(DATABASE.column("select gap ->> 'reason' from log_record")).containsExactly("HOST_LOST");
    }

    @Test
    void aSeriesIsSaidToBeInUseOnceInAnHourHoweverManyRoutersAsk() throws SQLException {
        // given
        store.append(batch(stream, 0, 1, points(0, now(), point("heap", 1))));
        String row = "select xmin::text from metric_series";
        List<String> written = DATABASE.column(row);

        // when: a router that remembers nothing
        router().append(batch(stream, 1, 2, points(1, now() + 1_000_000, point("heap", 2))));
        List<String> soon = DATABASE.column(row);
        DATABASE.execute("update metric_series set seen = now() - interval '2 hours'");
        router().append(batch(stream, 2, 3, points(2, now() + 2_000_000, point("heap", 3))));

        // then
        assertThat(soon).isEqualTo(written);
        assertThat(DATABASE.column("select count(*) from metric_series where seen > now() - interval '1 hour'"))
                .containsExactly("1");
        assertThat(values()).containsExactly("1", "2", "3");
    }

    @Test
    void instancesThatBeginWithTheSameMetricsDoNotWaitForEachOther() throws Exception {
        // given
        int instances = 4;
        ExecutorService threads = Executors.newFixedThreadPool(instances);
        for (int round = 0; round < 10; round++) {
            CyclicBarrier together = new CyclicBarrier(instances);
            List<Future<AppendResult>> first = new ArrayList<>();

            // when
            for (int instance = 0; instance < instances; instance++) {
                StreamKey its = stream("aws1/r" + round + "-" + instance);
                MetricPoint[] all = new MetricPoint[40];
                for (int metric = 0; metric < all.length; metric++) {
                    all[metric] = new MetricPoint(
                            new Metric("metric." + round + "." + metric, "", MetricType.GAUGE, ""),
                            new TreeMap<>(),
                            metric);
                }
                TelemetryStore router = router();
                first.add(threads.submit(() -> {
                    together.await();
                    return router.append(batch(its, 0, 1, points(0, now(), all)));
                }));
            }

            // then
            for (Future<AppendResult> one : first) {
                assertThat(one.get()).isEqualTo(new AppendResult.Appended(1));
            }
        }
        threads.shutdown();
    }

    @Test
    void moreSeriesThanOnePortionAreForgotten() throws SQLException {
        // given
        store.append(batch(stream, 0, 1, points(0, now(), point("heap", 1))));
        DATABASE.execute(
                "insert into metric_series (hash, metric_id, application, location, instance, attributes, seen)"
                        + " select gen_random_uuid(), (select id from metric), 'shop', 'aws1', 'i-1', '{}',"
                        + " now() - interval '40 days' from generate_series(1, 25000)");

        // when
        partitions.dropExpired();

        // then
        assertThat(DATABASE.column("select count(*) from metric_series")).containsExactly("1");
    }

    @Test
    void pointsComeBackInTheOrderOfTheirSeriesAndTimes() {
        // given: over two days
        long now = now() / 1_000_000 * 1_000_000;
        store.append(batch(
                stream,
                0,
                3,
                points(
                        0,
                        now - DAY,
                        point("heap", 1),
                        point("nonheap", 10),
                        new MetricPoint(CPU, new TreeMap<>(), 0.25))));
        store.append(batch(stream, 3, 6, points(3, now, point("heap", 2), point("nonheap", 20))));
        store.append(batch(stream("az1/i-1"), 0, 1, points(0, now, point("heap", 5))));

        // when
        List<StoredSeries> found = metrics.series(query(Optional.of("aws1"), 10));
        List<String> read = new ArrayList<>();
        metrics.points(
                found,
                Instant.EPOCH,
                Instant.EPOCH.plusNanos(now + DAY),
                (series, millis, value) ->
                        read.add(found.get(series).attributes() + " " + (millis - now / 1_000_000) + " " + value));

        // then
        assertThat(found).extracting(StoredSeries::instance).containsOnly(InstanceId.parse("aws1/i-7"));
        assertThat(found).extracting(StoredSeries::metric).contains(USED, CPU);
        String before = " -" + TimeUnit.DAYS.toMillis(1) + " ";
        assertThat(read)
                .containsExactlyInAnyOrder(
                        "{type=heap}" + before + "1.0",
                        "{type=heap} 0 2.0",
                        "{type=nonheap}" + before + "10.0",
                        "{type=nonheap} 0 20.0",
                        "{}" + before + "0.25");
        assertThat(read.indexOf("{type=heap} 0 2.0")).isEqualTo(read.indexOf("{type=heap}" + before + "1.0") + 1);
    }

    @Test
    void aQueryOfMoreSeriesThanItMayHaveIsRefused() {
        // given
        store.append(batch(stream, 0, 1, points(0, now(), point("a", 1), point("b", 2), point("c", 3))));

        // when, then
        assertThat(metrics.series(query(Optional.empty(), 3))).hasSize(3);
        assertThatThrownBy(() -> metrics.series(query(Optional.empty(), 2)))
                .isInstanceOfSatisfying(
                        FarspanException.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.TOO_MUCH));
    }

    @Test
    void anInstanceThatMakesUpSeriesCannotFillTheDatabaseAndTheRestIsAGap() throws SQLException {
        // given
        MetricPoints.Builder many = new MetricPoints.Builder();
        for (int index = 0; index < MetricPoints.MOST_SERIES + 5; index++) {
            many.add(0, now(), List.of(point("type " + index, index)));
        }
        store.append(batch(stream, 0, 1, many.build()));

        // when: known series go on, and another instance is not concerned
        store.append(batch(stream, 1, 2, points(1, now(), point("type 3", 7), point("one more", 8))));
        store.append(batch(stream("aws1/i-8"), 0, 1, points(0, now(), point("one more", 9))));

        // then
        assertThat(DATABASE.column(
                        "select instance || ' ' || count(*) from metric_series group by instance order by 1"))
                .containsExactly("i-7 " + MetricPoints.MOST_SERIES, "i-8 1");
        assertThat(DATABASE.column("select count(*) from metric_point"))
                .containsExactly("" + (MetricPoints.MOST_SERIES + 2));
        assertThat(DATABASE.column("select record_offset || ' ' || (gap ->> 'reason') || ' ' || message from log_record"
                        + " order by 1"))
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("0 TOO_MANY_SERIES 5 points"),
                        second -> assertThat(second).startsWith("1 TOO_MANY_SERIES 1 points"));
    }

    @Test
    void attributesThatAreTooLongOrThatPostgresqlCannotKeepCostNothingElse() throws SQLException {
        // when
        store.append(batch(
                stream,
                0,
                1,
                points(0, now(), point("x".repeat(5_000), 1), point("a\u0000b\ud800", 2), point("c", 3))));

        // then
        assertThat(values()).containsExactly("2", "3");
        assertThat(DATABASE.column("select attributes ->> 'type' from metric_series order by id"))
                .containsExactlyInAnyOrder("a\ufffdb\ufffd", "c");
        assertThat(DATABASE.column("select gap ->> 'reason' from log_record")).containsExactly("TOO_MANY_SERIES");
    }

    @Test
    void retentionDropsThePointsOfADayAndForgetsTheSeriesAfterThem() throws SQLException {
        // given
        LocalDate first = today;
        store.append(batch(stream, 0, 1, points(0, now(), point("heap", 1))));
        assertThat(DATABASE.column("select tableoid::regclass::text from metric_point"))
                .containsExactly("metric_point_" + first.toString().replace("-", ""));

        // when, then: the last day on which they are kept
        today = first.plusDays(RETENTION);
        partitions.dropExpired();
        assertThat(values()).containsExactly("1");

        // and: the series outlasts its points, which a clock may have put two days ahead
        today = first.plusDays(RETENTION + 1);
        partitions.dropExpired();
        assertThat(values()).isEmpty();
        assertThat(DATABASE.column("select count(*) from metric_series")).containsExactly("1");
        today = first.plusDays(RETENTION + 5);
        partitions.dropExpired();
        assertThat(DATABASE.column("select count(*) from metric_series")).containsExactly("0");
    }

    @Test
    void partitionsOfBothTablesAreMadeAhead() throws SQLException {
        partitions.prepareAhead();

        assertThat(DATABASE.column("select relname from pg_class where relname ~ '^(log_record|metric_point)_[0-9]+$'"))
                .hasSize(6);
    }

    /** Another router over the same database, which remembers nothing. */
    private TelemetryStore router() {
        return new PostgresTelemetryStore(schema, partitions);
    }

    private static SeriesQuery query(Optional<String> location, int limit) {
        return new SeriesQuery(
                List.of("shop"),
                location,
                Optional.empty(),
                Instant.now(),
                metric -> true,
                UnaryOperator.<RawJson>identity(),
                series -> true,
                limit);
    }

    private static List<String> waiting() throws SQLException {
        return DATABASE.column("select pid from pg_stat_activity where application_name = 'farspan-router'"
                + " and wait_event = 'advisory' and lower(query) = 'commit'");
    }

    private static List<String> values() throws SQLException {
        return DATABASE.column("select value from metric_point order by value");
    }

    private static MetricPoints points(long offset, long nanos, MetricPoint... points) {
        return new MetricPoints.Builder().add(offset, nanos, List.of(points)).build();
    }

    private static MetricPoint point(String type, double value) {
        return new MetricPoint(USED, new TreeMap<>(Map.of("type", type)), value);
    }

    private static RecordBatch batch(StreamKey stream, long from, long next, MetricPoints points) {
        return new RecordBatch(stream, StreamKind.METRIC, from, next, next, LogRows.of(List.of()), points);
    }

    private static StreamKey stream(String instance) {
        return new StreamKey("shop", InstanceId.parse(instance), new StreamName("metrics"), UUID.randomUUID());
    }

    private static long now() {
        return TimeUnit.MILLISECONDS.toNanos(Instant.now().toEpochMilli());
    }
}
