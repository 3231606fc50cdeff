package io.farspan.telemetry.export;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.farspan.telemetry.export.OtlpOutConfig.Begin;
import io.farspan.telemetry.rules.Metric;
import io.farspan.telemetry.rules.MetricType;
import io.farspan.telemetry.store.Appending;
import io.farspan.telemetry.store.Database;
import io.farspan.telemetry.store.ExportPlace;
import io.farspan.telemetry.store.ExportSignal;
import io.farspan.telemetry.store.FollowCursor;
import io.farspan.telemetry.store.TestExport;
import io.farspan.telemetry.store.TestMetrics;
import io.farspan.telemetry.store.TestTelemetryStore;

import static org.assertj.core.api.Assertions.assertThat;

/** What a real PostgreSQL has is sent to a receiver on loopback that fails in many ways. */
class ApplicationExportTest {

    private static final Instant NOW = Instant.now();
    private static final int LARGE = 1 << 20;
    private static final int SERIES = 450;
    private static final Metric LOAD = new Metric("shop.load", "1", MetricType.GAUGE, "Load.");

    @RegisterExtension
    static final Database DATABASE = new Database();

    private final TestReceiver receiver = new TestReceiver();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Appending appending = new Appending(TestTelemetryStore.in(DATABASE));
    private final TestExport store = TestExport.in(DATABASE);
    private OptionalLong epoch = OptionalLong.of(1);
    private long clock;

    @AfterEach
    void stop() {
        receiver.close();
    }

    @Test
    void everythingThatArrivesIsSentOnceAlsoWhenItIsLate() {
        // given
        appending.append("aws1/i-1", NOW, "before it began");
        ApplicationExport export = logs(Begin.NOW, LARGE);
        export.step();

        // when
        appending.append("aws1/i-1", NOW, "one", "two");
        export.step();
        appending.append("az1/i-1", NOW.minusSeconds(3_600), "of a slow location");
        export.step();
        export.step();

        // then
        assertThat(receiver.messages()).containsExactly("one", "two", "of a slow location");
        assertThat(meters.get("farspan.telemetry.export.sent").counter().count())
                .isEqualTo(3);
    }

    @Test
    void nothingIsSentWhileAnotherRouterIsHome() {
        // given
        ApplicationExport export = logs(Begin.NOW, LARGE);
        export.step();
        appending.append("aws1/i-1", NOW, "one");

        // when
        epoch = OptionalLong.empty();
        export.step();

        // then
        assertThat(receiver.messages()).isEmpty();
        epoch = OptionalLong.of(3);
        export.step();
        assertThat(receiver.messages()).containsExactly("one");
    }

    @Test
    void aReceiverThatIsBusyIsLeftAloneForAsLongAsItSays() {
        // given
        ApplicationExport export = logs(Begin.NOW, LARGE);
        export.step();
        appending.append("aws1/i-1", NOW, "one");
        receiver.next(TestReceiver.later(503, "30"), TestReceiver.status(429));

        // when
        export.step();
        pass(Duration.ofSeconds(29));
        export.step();

        // then
        assertThat(receiver.messages()).containsExactly("one");
        pass(Duration.ofSeconds(2));
        export.step();
        export.step();
        assertThat(receiver.messages()).as("the second time it is too much").hasSize(2);
        pass(Duration.ofSeconds(5));
        export.step();
        export.step();
        assertThat(receiver.messages()).as("then it is taken").hasSize(3);
        assertThat(meters.get("farspan.telemetry.export.sent").counter().count())
                .isEqualTo(1);
    }

    @Test
    void whatAReceiverRefusesOfABatchIsPassedOverAndCounted() {
        // given
        ApplicationExport export = logs(Begin.NOW, LARGE);
        export.step();
        appending.append("aws1/i-1", NOW, "one", "two", "three");
        receiver.next(TestReceiver.partly(2, "too old"));

        // when
        export.step();
        export.step();

        // then
        assertThat(receiver.logs).hasSize(1);
        assertThat(meters.get("farspan.telemetry.export.sent").counter().count())
                .isEqualTo(1);
        assertThat(meters.get("farspan.telemetry.export.refused").counter().count())
                .isEqualTo(2);
    }

    @Test
    void aBatchWhoseConnectionWasCutIsSentAgain() {
        // given
        ApplicationExport export = logs(Begin.NOW, LARGE);
        export.step();
        appending.append("aws1/i-1", NOW, "one");
        receiver.next(TestReceiver.cut(), TestReceiver.cutWithin());

        // when
        for (int attempt = 0; attempt < 3; attempt++) {
            export.step();
            pass(Duration.ofMinutes(1));
        }
        export.step();

        // then
        assertThat(receiver.messages()).containsExactly("one", "one", "one");
    }

    @Test
    void aBatchThatIsNotTakenIsLeftOutAndTheNextIsSent() {
        // given
        ApplicationExport export = logs(Begin.NOW, LARGE);
        export.step();
        appending.append("aws1/i-1", NOW, "bad", "worse");
        receiver.next(TestReceiver.status(400));

        // when
        export.step();
        appending.append("aws1/i-1", NOW, "good");
        export.step();

        // then
        assertThat(receiver.messages()).containsExactly("bad", "worse", "good");
        assertThat(meters.get("farspan.telemetry.export.refused").counter().count())
                .isEqualTo(2);
    }

    @Test
    void wrongCredentialsCostNothingButTime() {
        // given
        ApplicationExport export = logs(Begin.NOW, LARGE);
        export.step();
        appending.append("aws1/i-1", NOW, "one");
        receiver.next(TestReceiver.status(401), TestReceiver.status(302));

        // when
        for (int attempt = 0; attempt < 3; attempt++) {
            export.step();
            pass(Duration.ofMinutes(1));
        }

        // then
        assertThat(receiver.messages()).hasSize(3);
        assertThat(meters.get("farspan.telemetry.export.sent").counter().count())
                .isEqualTo(1);
        assertThat(meters.get("farspan.telemetry.export.refused").counter().count())
                .isZero();
    }

    @Test
    void aRouterThatIsStartedInTheMiddleLosesNothing() {
        // given: a batch of many requests, of which the third fails
        ApplicationExport export = logs(Begin.NOW, 2_000);
        export.step();
        String[] messages =
                IntStream.range(0, 100).mapToObj(index -> "message " + index).toArray(String[]::new);
        appending.append("aws1/i-1", NOW, messages);
        receiver.next(TestReceiver.status(200), TestReceiver.status(200), TestReceiver.cut());
        export.step();
        int perRequest = receiver.messages().size() / 3;
        assertThat(receiver.logs).hasSize(3);

        // when
        epoch = OptionalLong.of(2);
        logs(Begin.NOW, 2_000).step();

        // then
        List<String> expected = new ArrayList<>(List.of(messages));
        expected.addAll(2 * perRequest, List.of(messages).subList(2 * perRequest, 3 * perRequest));
        assertThat(receiver.messages())
                .as("all, and twice what was not acknowledged")
                .containsExactlyElementsOf(expected);
    }

    @Test
    void twoHomesLeaveNothingOut() {
        // given: one that believes that it still is home
        ApplicationExport old = logs(Begin.NOW, LARGE);
        old.step();
        appending.append("aws1/i-1", NOW, "one");
        epoch = OptionalLong.of(2);
        ApplicationExport next = logs(Begin.NOW, LARGE);
        next.step();

        // when
        epoch = OptionalLong.of(1);
        appending.append("aws1/i-1", NOW, "two");
        old.step();
        old.step();
        epoch = OptionalLong.of(2);
        next.step();

        // then
        assertThat(receiver.messages())
                .as("what the old one sent is not taken for sent")
                .containsExactly("one", "one", "two", "two");
    }

    @Test
    void aHomeOfAnEarlierEpochSendsNothing() {
        // given
        epoch = OptionalLong.of(3);
        logs(Begin.NOW, LARGE).step();
        appending.append("aws1/i-1", NOW, "one");

        // when
        epoch = OptionalLong.of(2);
        ApplicationExport export = logs(Begin.NOW, LARGE);
        export.step();
        pass(Duration.ofMinutes(1));
        export.step();

        // then
        assertThat(receiver.messages()).isEmpty();
        epoch = OptionalLong.of(4);
        pass(Duration.ofMinutes(1));
        export.step();
        assertThat(receiver.messages()).containsExactly("one");
    }

    @Test
    void aBatchThatIsTooLargeIsSentInHalvesUntilItIsASingleRecord() {
        // given
        ApplicationExport export = logs(Begin.NOW, LARGE);
        export.step();
        appending.append("aws1/i-1", NOW, "one", "two", "large", "four");
        receiver.next(
                TestReceiver.status(413), TestReceiver.status(200), TestReceiver.status(413), TestReceiver.status(413));

        // when
        export.step();
        logs(Begin.NOW, LARGE).step();

        // then
        assertThat(receiver.messages())
                .containsExactly("one", "two", "large", "four", "one", "two", "large", "four", "large", "four");
        assertThat(meters.get("farspan.telemetry.export.sent").counter().count())
                .isEqualTo(3);
        assertThat(meters.get("farspan.telemetry.export.refused").counter().count())
                .isEqualTo(1);
    }

    @Test
    void aFaultOfTheReceiversCostsNothing() {
        // given
        ApplicationExport export = logs(Begin.NOW, LARGE);
        export.step();
        appending.append("aws1/i-1", NOW, "one");
        receiver.next(TestReceiver.status(500), TestReceiver.status(408));

        // when
        for (int attempt = 0; attempt < 3; attempt++) {
            export.step();
            pass(Duration.ofMinutes(1));
        }

        // then
        assertThat(receiver.messages()).containsExactly("one", "one", "one");
        assertThat(meters.get("farspan.telemetry.export.refused").counter().count())
                .isZero();
    }

    @Test
    void aPlaceThatCouldNotBeReadAgainIsNotKept() {
        // given: snapshots amid hundreds of open transactions
        logs(Begin.NOW, LARGE).step();
        Optional<ExportPlace> before = store.places().find("shop", ExportSignal.LOGS);
        FollowCursor large = new FollowCursor("1:2:" + "1,".repeat(2_000), Optional.empty());
        List<ExportPlace> asked = new ArrayList<>();
        ApplicationExport export = export(
                ExportSignal.LOGS,
                (application, place, end) -> {
                    asked.add(place);
                    return new Piece(
                            List.of(new Batch(new byte[0], 1, "a record", Optional.empty(), () -> List.of()))
                                    .iterator(),
                            place.arrivedAt(large),
                            false);
                },
                new TestSettings(Begin.NOW, LARGE));

        // when
        export.step();
        export.step();

        // then
        assertThat(asked)
                .extracting(ExportPlace::arrived)
                .containsExactly(before.orElseThrow().arrived(), large);
        assertThat(store.places().find("shop", ExportSignal.LOGS)).isEqualTo(before);
    }

    @Test
    void fromTheOldestEachRecordIsSentOnce() {
        // given: what was stored before, by time and over days
        for (int hour = 20; hour > 0; hour -= 3) {
            appending.append("aws1/i-" + hour % 2, NOW.minusSeconds(3_600L * hour), "stored " + hour, "and " + hour);
        }
        ApplicationExport export = logs(Begin.OLDEST, 1_000);
        receiver.next(TestReceiver.status(200), TestReceiver.status(503));

        // when
        export.step();
        appending.append("az1/i-1", NOW.minusSeconds(3_600), "arrived meanwhile");
        pass(Duration.ofMinutes(1));
        for (int step = 0; step < 5; step++) {
            export.step();
            logs(Begin.OLDEST, 1_000).step(); // also one that was started meanwhile
        }

        // then
        List<String> expected = new ArrayList<>();
        for (int hour : new int[] {20, 17, 17, 14, 11, 8, 5, 2}) { // the second request was not taken
            expected.addAll(List.of("stored " + hour, "and " + hour));
        }
        expected.add("arrived meanwhile");
        assertThat(receiver.messages()).containsExactlyElementsOf(expected);
    }

    @Test
    void aReceiverThatWasAwayForHoursGetsEverything() throws SQLException {
        // given
        ApplicationExport export = logs(Begin.NOW, LARGE);
        export.step();
        appending.append("aws1/i-1", NOW, "one");
        receiver.next(TestReceiver.status(502));
        export.step();

        // when
        DATABASE.execute("update log_arrival set arrived = now() - interval '5 hours'");
        store.forget();
        pass(Duration.ofHours(5));
        receiver.next(TestReceiver.status(504));
        export.step();

        // then
        assertThat(meters.get("farspan.telemetry.export.behind").gauge().value())
                .isGreaterThan(TimeUnit.HOURS.toSeconds(5) - 1);
        pass(Duration.ofHours(1));
        export.step();
        pass(Duration.ofMinutes(1));
        export.step();
        assertThat(receiver.messages()).containsExactly("one", "one", "one");
        assertThat(meters.get("farspan.telemetry.export.behind").gauge().value())
                .isZero();
    }

    @Test
    void whenArrivalsAreNotKnownAnyMoreWhatIsStoredIsSentAgain() throws SQLException {
        // given: a database that was restored from a dump counts its transactions anew
        ApplicationExport export = logs(Begin.NOW, LARGE);
        export.step();
        appending.append("aws1/i-1", NOW, "one");
        DATABASE.execute("update export_place set place = '900000000:900000000:', seen = '900000000:900000000:'");

        // when
        ApplicationExport restored = logs(Begin.NOW, LARGE);
        for (int step = 0; step < 4; step++) {
            restored.step();
        }

        // then
        assertThat(receiver.messages()).containsExactly("one");
    }

    @Test
    void pointsAreSentAsTheyArriveAlsoLateOnes() {
        // given
        TestMetrics metrics = new TestMetrics(DATABASE);
        metrics.add("shop", "aws1/i-1", LOAD, Map.of("pool", "p1"), NOW.minusSeconds(900), 10, 0.5);
        ApplicationExport export = metrics(Begin.NOW);
        export.step();

        // when
        metrics.add("shop", "aws1/i-1", LOAD, Map.of("pool", "p1"), NOW, 10, 1, 2);
        receiver.next(TestReceiver.status(200), TestReceiver.later(503, "7"));
        export.step();
        metrics.add("shop", "aws1/i-1", LOAD, Map.of("pool", "p2"), NOW.minusSeconds(600), 10, 3);
        export.step();
        pass(Duration.ofSeconds(8));
        metrics(Begin.NOW).step();

        // then
        assertThat(receiver.values()).containsExactly(1.0, 2.0, 3.0, 3.0);
    }

    @Test
    void manyPointsAreSentInSeveralRequests() {
        // given
        ApplicationExport export = metrics(Begin.NOW);
        export.step();
        double[] values = IntStream.range(0, 12_000).asDoubleStream().toArray();

        // when
        new TestMetrics(DATABASE).add("shop", "aws1/i-1", LOAD, Map.of(), NOW.minusSeconds(12_000), 1, values);
        export.step();

        // then
        assertThat(receiver.metrics).hasSizeGreaterThan(2);
        assertThat(receiver.values()).hasSize(12_000).doesNotHaveDuplicates();
    }

    @Test
    void pointsThatWereStoredAreSentWhenItBeginsWithTheOldest() {
        // given
        TestMetrics metrics = new TestMetrics(DATABASE);
        double[] values = IntStream.range(0, 6_000).asDoubleStream().toArray();
        metrics.add("shop", "aws1/i-1", LOAD, Map.of(), NOW.minusSeconds(7_200), 1, values);
        ApplicationExport export = metrics(Begin.OLDEST);

        // when
        for (int step = 0; step < 100; step++) {
            export.step();
        }
        metrics.add("shop", "aws1/i-1", LOAD, Map.of(), NOW, 1, 6_000);
        export.step();

        // then
        assertThat(receiver.values()).hasSize(6_001).doesNotHaveDuplicates();
    }

    @Test
    void storedPointsThatWereAcknowledgedAreNotSentAgain() {
        // given: many points of a few minutes, and a receiver that fails after two requests
        TestMetrics metrics = new TestMetrics(DATABASE);
        double[] values = IntStream.range(0, 100).asDoubleStream().toArray();
        metrics.add("shop", "aws1/i-1", LOAD, Map.of(), NOW.minusSeconds(7_200), 1, values);
        receiver.next(TestReceiver.status(200), TestReceiver.status(200), TestReceiver.cut());

        // when
        ApplicationExport export = metrics(Begin.OLDEST, 1_500);
        for (int step = 0; step < 100; step++) {
            export.step();
            pass(Duration.ofMinutes(1));
        }

        // then
        int again = receiver.metrics
                .get(2)
                .getResourceMetrics(0)
                .getScopeMetrics(0)
                .getMetrics(0)
                .getGauge()
                .getDataPointsCount();
        assertThat(receiver.metrics).hasSizeGreaterThan(3);
        assertThat(receiver.values()).hasSize(100 + again);
    }

    @Test
    void pointsWithTheLongestAttributesAreSentInRequestsOfTheSize() {
        // given
        ApplicationExport export = metrics(Begin.NOW, LARGE);
        export.step();
        List<Map<String, String>> series = new ArrayList<>();
        for (int number = 0; number < SERIES; number++) {
            Map<String, String> attributes = new HashMap<>(Map.of("series", String.valueOf(number)));
            for (int name = 10; name < 41; name++) {
                attributes.put(name + "n".repeat(253), "v".repeat(64));
            }
            series.add(attributes);
        }

        // when: several times what a page has of attributes
        new TestMetrics(DATABASE).add("shop", "aws1/i-1", LOAD, series, NOW);
        for (int step = 0; step < 5; step++) {
            export.step();
        }

        // then
        assertThat(receiver.metrics).hasSizeGreaterThan(4).allSatisfy(request -> assertThat(request.getSerializedSize())
                .isLessThan(LARGE + 20_000));
        assertThat(new TreeSet<>(receiver.values())).hasSize(SERIES);
    }

    private ApplicationExport logs(Begin begin, int mostBytes) {
        return export(
                ExportSignal.LOGS,
                new LogOutgoing(store.stored(), store.logs(), new LogMessage(attributes -> attributes), mostBytes),
                new TestSettings(begin, mostBytes));
    }

    private ApplicationExport metrics(Begin begin) {
        return metrics(begin, LARGE);
    }

    private ApplicationExport metrics(Begin begin, int mostBytes) {
        return export(
                ExportSignal.METRICS,
                new MetricOutgoing(store.metrics(), attributes -> attributes, Instant::now, mostBytes),
                new TestSettings(begin, mostBytes));
    }

    private ApplicationExport export(ExportSignal signal, Outgoing outgoing, TestSettings settings) {
        return new ApplicationExport(
                "shop",
                signal,
                outgoing,
                store.places(),
                new OtlpReceiver(
                        receiver.url(), RequestHeaders.of(Optional.empty(), Optional.empty()), settings.timeout()),
                settings,
                new ExportMeters(meters, "shop", signal),
                () -> epoch,
                () -> clock);
    }

    private void pass(Duration time) {
        clock += time.toNanos();
    }
}
