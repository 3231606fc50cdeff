package io.farspan.telemetry.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.telemetry.rules.Metric;
import io.farspan.telemetry.rules.MetricType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Places in a real PostgreSQL. */
class PostgresExportPlacesTest {

    private static final Instant NOW = Instant.now();

    @RegisterExtension
    static final Database DATABASE = new Database();

    private final Appending appending = new Appending(TestTelemetryStore.in(DATABASE));
    private final TestExport export = TestExport.in(DATABASE);
    private final ExportPlaces places = export.places();

    @Test
    void aPlaceAdvancesFromWhereItIsOnly() {
        // given
        ExportPlace begin = begin(ExportSignal.LOGS, false, 3);
        appending.append("aws1/i-1", NOW, "one");
        ExportPlace next = begin.arrivedAt(export.logs().now());

        // when
        boolean advanced = places.advance("shop", ExportSignal.LOGS, begin, next, 3);
        boolean again = places.advance("shop", ExportSignal.LOGS, begin, next, 3);

        // then
        assertThat(advanced).isTrue();
        assertThat(again).isFalse();
        assertThat(places.find("shop", ExportSignal.LOGS)).contains(next);
        assertThat(places.find("shop", ExportSignal.METRICS)).isEmpty();
    }

    @Test
    void aHomeOfAnEarlierEpochAdvancesNothing() {
        // given
        ExportPlace begin = begin(ExportSignal.LOGS, false, 3);
        appending.append("aws1/i-1", NOW, "one");
        ExportPlace next = begin.arrivedAt(export.logs().now());

        // then
        assertThat(places.advance("shop", ExportSignal.LOGS, begin, next, 2)).isFalse();
        assertThat(places.advance("shop", ExportSignal.LOGS, begin, next, 4)).isTrue();
        assertThat(places.advance("shop", ExportSignal.LOGS, next, begin, 3)).isFalse();
    }

    @Test
    void whoBeginsSecondIsWhereTheFirstIs() {
        ExportPlace first = begin(ExportSignal.LOGS, true, 0);

        assertThat(begin(ExportSignal.LOGS, false, 0)).isEqualTo(first);
        assertThat(places.begin("shop", ExportSignal.LOGS, false, 0, Optional.of(first)))
                .as("which is of no use any more")
                .isNotEqualTo(first);
    }

    @Test
    void arrivalsAreKeptForAPlaceForAsLongAsTheRecords() throws SQLException {
        // given
        ExportPlace begin = begin(ExportSignal.LOGS, false, 0);
        appending.append("aws1/i-1", NOW, "one");
        DATABASE.execute("update log_arrival set arrived = now() - interval '2 hours'");

        // when
        export.forget();

        // then
        assertThat(after(begin).records()).hasSize(1);
        assertThat(places.waitingSince("shop", ExportSignal.LOGS, begin.arrived()))
                .hasValueSatisfying(since -> assertThat(since).isBefore(NOW.minusSeconds(7_000)));

        // when
        DATABASE.execute("update log_arrival set arrived = now() - interval '25 hours'");
        export.forget();

        // then
        assertThat(DATABASE.column("select count(*) from log_arrival")).containsExactly("0");
        assertThatThrownBy(() -> after(begin)).isInstanceOf(FarspanException.class);
    }

    @Test
    void whatWasSentIsForgotten() throws SQLException {
        // given
        ExportPlace begin = begin(ExportSignal.LOGS, false, 0);
        appending.append("aws1/i-1", NOW, "one");
        places.advance(
                "shop", ExportSignal.LOGS, begin, begin.arrivedAt(export.logs().now()), 0);
        DATABASE.execute("update log_arrival set arrived = now() - interval '2 hours'");

        // when
        export.forget();

        // then
        assertThat(DATABASE.column("select count(*) from log_arrival")).containsExactly("0");
    }

    @Test
    void aPlaceThatIsNoLongerUsedIsForgottenAfterADay() throws SQLException {
        // given
        ExportPlace begin = begin(ExportSignal.LOGS, true, 0);

        // then
        assertThat(forget()).isEmpty();
        DATABASE.execute("update export_place set advanced = now() - interval '25 hours'");
        places.use("shop", ExportSignal.LOGS);
        assertThat(forget()).as("it waits for a receiver that is away").isEmpty();
        assertThat(places.find("shop", ExportSignal.LOGS)).contains(begin);
        DATABASE.execute("update export_place set advanced = now() - interval '25 hours'");
        assertThat(forget()).containsExactly("the logs of shop");
        assertThat(places.find("shop", ExportSignal.LOGS)).isEmpty();
    }

    private List<String> forget() {
        return places.forget(List.of("shop"), EnumSet.allOf(ExportSignal.class));
    }

    @Test
    void thePlaceOfAnApplicationThatIsGoneIsForgottenAfterTheRetention() throws SQLException {
        // given
        appending.append("aws1/i-1", NOW, "one");
        begin(ExportSignal.LOGS, true, 0);
        begin(ExportSignal.METRICS, false, 0);
        assertThat(DATABASE.column("select count(*) from export_bound")).containsExactly("1");
        DATABASE.execute("update export_place set advanced = now() - interval '49 hours' where signal = 'logs'");

        // when
        export.forget();

        // then
        assertThat(DATABASE.column("select signal from export_place")).containsExactly("metrics");
        assertThat(DATABASE.column("select count(*) from export_bound")).containsExactly("0");
    }

    @Test
    void aHomeOfAnEarlierEpochDoesNotBeginAgain() {
        // given
        ExportPlace begin = begin(ExportSignal.LOGS, false, 3);

        // when
        ExportPlace again = places.begin("shop", ExportSignal.LOGS, true, 2, Optional.of(begin));

        // then
        assertThat(again).isEqualTo(begin);
        assertThat(places.epoch("shop", ExportSignal.LOGS)).hasValue(3);
        assertThat(places.epoch("shop", ExportSignal.METRICS)).isEmpty();
    }

    @Test
    void whichPointsArriveIsWrittenOnlyForAnApplicationOfWhichItIsRead() throws SQLException {
        // given
        Metric heap = new Metric("heap", "By", MetricType.GAUGE, "Heap.");
        TestMetrics metrics = new TestMetrics(DATABASE);
        metrics.add("shop", "aws1/i-1", heap, Map.of(), NOW, 1, 1, 2);
        begin(ExportSignal.METRICS, false, 0);

        // when
        metrics.add("shop", "aws1/i-2", heap, Map.of(), NOW, 1, 3);
        metrics.add("bank", "aws1/i-3", heap, Map.of(), NOW, 1, 4);

        // then
        assertThat(DATABASE.column("select application || ' ' || instance from metric_arrival"))
                .containsExactly("shop i-2");
    }

    @Test
    void whoBeginsToReadPointsWaitsForWhoHasStoredWithoutWritingThatTheyArrive() throws SQLException {
        // given
        try (Connection storing = DATABASE.connect();
                Statement statement = storing.createStatement()) {
            storing.setAutoCommit(false);
            statement.execute("select pg_advisory_xact_lock_shared(" + ExportSignal.METRICS.turn() + ")");

            // then
            assertThatThrownBy(() -> begin(ExportSignal.METRICS, false, 0)).hasMessageContaining("It is tried again");
            assertThat(begin(ExportSignal.LOGS, false, 0)).isNotNull();
            storing.rollback();
            assertThat(begin(ExportSignal.METRICS, false, 0)).isNotNull();
        }
    }

    @Test
    void arrivalsOfPointsAreForgottenWhenThoseOfLogsCannotBe() throws SQLException {
        // given
        begin(ExportSignal.LOGS, false, 0);
        DATABASE.execute("insert into metric_arrival (xact, arrived, application, location, instance, points, min_time,"
                + " max_time) values ('1', now() - interval '11 minutes', 'shop', 'aws1', 'i-1', 1, now(), now())");
        DATABASE.execute("alter table log_arrival rename column arrived to renamed");

        // then
        assertThatThrownBy(() -> export.forget()).hasMessageContaining("Which logs arrived cannot be forgotten");
        assertThat(DATABASE.column("select count(*) from metric_arrival")).containsExactly("0");
    }

    @Test
    void aTransactionWithMoreBatchesThanAStepIsPassed() throws SQLException {
        // given: nothing but its arrivals, and a place at it
        begin(ExportSignal.LOGS, false, 0);
        FollowCursor place = FollowCursor.parse("100:100:");
        int most = PostgresExportPlaces.STEP + 500;
        arrivals(100, most);

        // then
        assertThat(places.ahead(ExportSignal.LOGS, place)).isEmpty();
        arrivals(102, most);
        assertThat(places.ahead(ExportSignal.LOGS, place)).hasValue(FollowCursor.parse("102:102:"));
    }

    private static void arrivals(int transaction, int count) throws SQLException {
        DATABASE.execute(
                "insert into log_arrival (xact, application, stream_id, from_offset, next_offset, records, bytes,"
                        + " min_time, max_time) select '" + transaction + "', 'shop', 0, 0, 0, 0, 0, now(), now()"
                        + " from generate_series(1, " + count + ")");
    }

    @Test
    void aSnapshotAmidHundredsOfTransactionsIsNotAPlaceToKeep() {
        FollowCursor place = FollowCursor.of("100000:200000:" + "150000,".repeat(300));

        assertThat(place.canBeKept()).isFalse();
        assertThat(FollowCursor.of("100000:200000:" + "150000,".repeat(30)).canBeKept())
                .isTrue();
    }

    @Test
    void whoIsFarBehindGoesOnInSteps() throws SQLException {
        // given: more batches than a step has, and a place before them
        appending.append("aws1/i-1", NOW, "one");
        FollowCursor place = FollowCursor.parse("100:100:");
        DATABASE.execute(
                "insert into log_arrival (xact, application, stream_id, from_offset, next_offset, records, bytes,"
                        + " min_time, max_time) select (100 + n / 10)::text::xid8, 'shop', 0, 0, 0, 0, 0, now(), now()"
                        + " from generate_series(0, " + (PostgresExportPlaces.STEP + 500) + ") n");

        // when
        Optional<FollowCursor> step = places.ahead(ExportSignal.LOGS, place);

        // then
        assertThat(step).hasValue(FollowCursor.parse("301:301:"));
        ArrivedLogs some = export.logs().after("shop", place, step);
        while (some.more()) {
            some = export.logs().after("shop", some.next(), step);
        }
        assertThat(some.next()).isEqualTo(step.orElseThrow());
        assertThat(places.ahead(ExportSignal.LOGS, some.next())).isEmpty();
        ArrivedLogs rest = export.logs().after("shop", some.next(), Optional.empty());
        while (rest.records().isEmpty()) {
            rest = export.logs().after("shop", rest.next(), Optional.empty());
        }
        assertThat(rest.records()).extracting(StoredLog::message).containsExactly("one");
    }

    private ExportPlace begin(ExportSignal signal, boolean oldest, long epoch) {
        return places.begin("shop", signal, oldest, epoch, Optional.empty());
    }

    private ArrivedLogs after(ExportPlace place) {
        return export.logs().after("shop", place.arrived(), Optional.empty());
    }
}
