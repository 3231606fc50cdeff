package io.farspan.telemetry.push;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.stream.StreamName;
import io.farspan.telemetry.rules.Metric;
import io.farspan.telemetry.rules.MetricType;
import io.farspan.telemetry.store.Database;
import io.farspan.telemetry.store.StreamState;
import io.farspan.telemetry.store.TelemetryStore;
import io.farspan.telemetry.store.TestTelemetryStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Pushed streams in a real PostgreSQL. */
class PushedStreamsTest {

    private static final PushTarget TARGET = new PushTarget("shop", "aws1");
    private static final InstanceId NGINX = InstanceId.parse("aws1/nginx-1");
    private static final InstanceId MADE_UP = InstanceId.parse("aws1/made-up-1");
    private static final StreamName NAME = new StreamName("push:test");
    private static final long NOW = TimeUnit.SECONDS.toNanos(Instant.now().getEpochSecond());

    @RegisterExtension
    static final Database DATABASE = new Database();

    private final TelemetryStore store = TestTelemetryStore.in(DATABASE);
    private final PushedStreams streams = new PushedStreams(store, () -> Duration.ofDays(14));

    @Test
    void routersThatStoreAtTheSameTimeLoseAndDoubleNothing() throws Exception {
        // given
        List<PushedStreams> routers = List.of(
                streams,
                new PushedStreams(TestTelemetryStore.in(DATABASE), () -> Duration.ofDays(14)),
                new PushedStreams(TestTelemetryStore.in(DATABASE), () -> Duration.ofDays(14)));

        // when
        ExecutorService threads = Executors.newFixedThreadPool(routers.size());
        List<Future<?>> work = new ArrayList<>();
        for (int router = 0; router < routers.size(); router++) {
            int number = router;
            work.add(threads.submit(() -> IntStream.range(0, 20).forEach(push -> routers.get(number)
                    .append(TARGET, NAME, logs(NGINX, number + "-" + push + "a", number + "-" + push + "b")))));
        }
        for (Future<?> each : work) {
            each.get(60, TimeUnit.SECONDS);
        }
        threads.shutdown();

        // then
        assertThat(DATABASE.column("select message from log_record"))
                .hasSize(120)
                .doesNotHaveDuplicates();
        assertThat(DATABASE.column("select record_offset from log_record order by record_offset"))
                .isEqualTo(IntStream.range(0, 120).mapToObj(Integer::toString).toList());
    }

    @Test
    void theStreamIsListedButNeitherCollectedNorWaitedForWhenItsInstanceIsRemoved() {
        // when
        streams.append(TARGET, NAME, logs(NGINX, "one"));

        // then
        assertThat(store.streams("shop")).extracting(StreamState::next).containsExactly(1L);
        assertThat(store.streams("shop", NGINX)).isEmpty();
        assertThat(store.streams("shop", Optional.of("aws1"), 10)).isEmpty();
    }

    @Test
    void whatRetentionHasForgottenBeginsAgain() throws SQLException {
        // given
        streams.append(TARGET, NAME, logs(NGINX, "one"));
        DATABASE.execute("delete from telemetry_stream");

        // when
        streams.append(TARGET, NAME, logs(NGINX, "two"));

        // then
        assertThat(store.streams("shop")).extracting(StreamState::next).containsExactly(1L);
    }

    @Test
    void theTimeOfAClockThatIsFarOffIsKeptBesideThatOfTheReceipt() throws SQLException {
        PushedLogs logs = new PushedLogs();
        logs.add(NGINX, 5, 0, none(), none(), none(), none(), "long ago", new PushedAttributes());

        streams.append(TARGET, NAME, logs);

        assertThat(DATABASE.column(
                        "select original_nanos || ' ' || (time > now() - interval '1 hour') from log_record"))
                .containsExactly("5 true");
    }

    @Test
    void madeUpInstancesAndMetricsAreLimited() throws SQLException {
        // given
        assertThat(store.streams("shop")).as("the tables are there").isEmpty();
        DATABASE.execute("insert into telemetry_stream (application, location, instance, name, kind, incarnation)"
                + " select 'shop', 'aws1', 'made-up-' || n, 'push:test', 'log',"
                + " '00000000-0000-0000-0000-000000000000' from generate_series(1, 256) n");
        DATABASE.execute("insert into metric (name, unit, type, description)"
                + " select 'made.up.' || n, '', 'gauge', '' from generate_series(1, 10000) n");

        // then
        PushedLogs logs = logs(NGINX, "one", "two");
        logs.add(MADE_UP, NOW, 9, none(), none(), none(), none(), "kept", new PushedAttributes());
        streams.append(TARGET, NAME, logs);
        assertThat(logs.refused()).isEqualTo(2);
        assertThat(logs.why()).hasValueSatisfying(why -> assertThat(why).contains("256"));
        assertThat(DATABASE.column("select message from log_record")).containsExactly("kept");
        streams.append(TARGET, NAME, metrics(MADE_UP, "one.more", "made.up.7"));
        assertThat(DATABASE.column("select name from metric_series join metric on metric.id = metric_id"))
                .containsExactly("made.up.7");
        assertThat(DATABASE.column("select gap ->> 'reason' from log_record where gap is not null"))
                .containsExactly("TOO_MANY_SERIES");
    }

    @Test
    void pointsBecomeSeriesOfTheirInstance() throws SQLException {
        streams.append(TARGET, NAME, metrics(NGINX, "nginx.requests"));
        streams.append(TARGET, NAME, metrics(NGINX, "nginx.requests"));

        assertThat(DATABASE.column(
                        "select instance || ' ' || value from metric_series join metric_point on id = series_id"))
                .containsExactly("nginx-1 1.5", "nginx-1 1.5");
    }

    @Test
    void aLongTextIsPartedBetweenCharacters() {
        PushedLogs logs = logs(NGINX, "a".repeat((1 << 20) - 1) + "\ud83d\ude00b");

        assertThat(logs.records().get(NGINX))
                .hasSize(2)
                .satisfiesExactly(
                        first -> assertThat(first.continued()).isTrue(),
                        second -> assertThat(second.message()).isEqualTo("\ud83d\ude00b"));
    }

    @Test
    void namesThatAreTooLongAreRefused() {
        // given
        PushedLogs logs = new PushedLogs();
        Optional<String> name = Optional.of("x".repeat(256));

        // when
        logs.read(() -> logs.add(NGINX, NOW, 9, name, none(), none(), none(), "one", new PushedAttributes()));
        logs.read(() -> logs.add(NGINX, NOW, 9, none(), name, none(), none(), "two", new PushedAttributes()));

        // then
        assertThat(logs.records()).isEmpty();
        assertThat(logs.refused()).isEqualTo(2);
        assertThatThrownBy(() -> TARGET.instance("x".repeat(256))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void moreThanAPushMayHaveIsRefused() {
        PushedLogs logs = new PushedLogs();
        assertThatThrownBy(
                        () -> IntStream.rangeClosed(0, PushedLogs.MOST_RECORDS).forEach(index -> logs.read(() -> {})))
                .isInstanceOfSatisfying(
                        FarspanException.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.BODY_TOO_LARGE));
        assertThatThrownBy(() -> IntStream.range(0, 20).forEach(index -> logs(NGINX, "a".repeat(1 << 20))
                        .records()
                        .get(NGINX)
                        .forEach(record -> add(logs, record.message()))))
                .isInstanceOfSatisfying(
                        FarspanException.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.BODY_TOO_LARGE));
    }

    private static void add(PushedLogs logs, String message) {
        logs.add(NGINX, NOW, 9, none(), none(), none(), none(), message, new PushedAttributes());
    }

    private static PushedLogs logs(InstanceId instance, String... messages) {
        PushedLogs logs = new PushedLogs();
        for (String message : messages) {
            logs.add(instance, NOW, 9, none(), none(), none(), none(), message, new PushedAttributes());
        }
        return logs;
    }

    private static PushedMetrics metrics(InstanceId instance, String... names) {
        PushedMetrics metrics = new PushedMetrics();
        for (String name : names) {
            metrics.add(instance, NOW, new Metric(name, "", MetricType.GAUGE, ""), new TreeMap<>(), 1.5);
        }
        return metrics;
    }

    private static Optional<String> none() {
        return Optional.empty();
    }
}
