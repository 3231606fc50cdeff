package io.farspan.telemetry.store;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.farspan.protocol.call.InstanceId;
import io.farspan.telemetry.rules.Metric;
import io.farspan.telemetry.rules.MetricPoint;
import io.farspan.telemetry.rules.MetricType;

import static org.assertj.core.api.Assertions.assertThat;

/** Home's own samples over a real PostgreSQL. */
class SampleStoreTest {

    private static final InstanceId ONE = InstanceId.parse("dc1/i-1");
    private static final InstanceId TWO = InstanceId.parse("dc1/i-2");
    private static final Metric USED = new Metric("jvm.memory.used", "By", MetricType.UPDOWNCOUNTER, "Memory.");
    private static final Duration LEAST = Duration.ofSeconds(5);

    @RegisterExtension
    static final Database DATABASE = new Database();

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final SampleStore store = TestSamples.in(DATABASE);
    private final SampleStore other = TestSamples.in(DATABASE);

    @Test
    void aSampleIsStoredUnderItsTime() throws SQLException {
        // when
        SampleStore.Result result = store.add("shop", ONE, now, LEAST, List.of(point("heap", 3)));

        // then
        assertThat(result).isEqualTo(new SampleStore.Result(true, 0));
        assertThat(DATABASE.column("select instance || value || ' ' || (extract(epoch from time) * 1000)::bigint"
                        + " from metric_point join metric_series on id = series_id"))
                .containsExactly("i-13 " + now.toEpochMilli());
    }

    @Test
    void anotherHomesSampleOfThatTimeOrOfNearlyThatTimeOrOfBeforeIsNotStored() throws SQLException {
        // given
        store.add("shop", ONE, now, LEAST, List.of(point("heap", 1)));

        // when
        List<Boolean> stored = List.of(
                other.add("shop", ONE, now, LEAST, List.of(point("heap", 2))).stored(),
                other.add("shop", ONE, now.plusSeconds(4), LEAST, List.of(point("heap", 3)))
                        .stored(),
                other.add("shop", ONE, now.minusSeconds(20), LEAST, List.of(point("heap", 4)))
                        .stored(),
                other.add("shop", TWO, now, LEAST, List.of(point("heap", 5))).stored(),
                other.add("shop", ONE, now.plusSeconds(5), LEAST, List.of(point("heap", 6)))
                        .stored());

        // then
        assertThat(stored).containsExactly(false, false, false, true, true);
        assertThat(DATABASE.column("select value from metric_point order by value"))
                .containsExactly("1", "5", "6");
    }

    @Test
    void ofHomesThatSampleAtTheSameMomentOneStores() throws Exception {
        // given
        int rounds = 20;
        CyclicBarrier together = new CyclicBarrier(2);
        ExecutorService threads = Executors.newFixedThreadPool(2);

        // when
        List<Future<List<Boolean>>> homes = new ArrayList<>();
        for (SampleStore home : List.of(store, other)) {
            homes.add(threads.submit(() -> {
                List<Boolean> stored = new ArrayList<>();
                for (int round = 0; round < rounds; round++) {
                    together.await();
                    stored.add(home.add("shop", ONE, now.plusSeconds(10L * round), LEAST, List.of(point("heap", round)))
                            .stored());
                }
                return stored;
            }));
        }
        List<Boolean> one = homes.get(0).get();
        List<Boolean> two = homes.get(1).get();
        threads.shutdown();

        // then
        assertThat(IntStream.range(0, rounds)).allMatch(round -> !one.get(round).equals(two.get(round)));
        assertThat(DATABASE.column("select value from metric_point order by value"))
                .hasSize(rounds)
                .doesNotHaveDuplicates();
    }

    @Test
    void aSampleThatFailsLeavesNothingAndMayBeStoredAgain() throws SQLException {
        // given: points that cannot be copied
        store.add("shop", TWO, now, LEAST, List.of(point("heap", 1)));
        DATABASE.execute("alter table metric_point add constraint small check (value < 10) not valid");

        // when
        boolean failed = false;
        try {
            store.add("shop", ONE, now, LEAST, List.of(point("heap", 11)));
        } catch (RuntimeException e) {
            failed = true;
        }
        SampleStore.Result again = store.add("shop", ONE, now, LEAST, List.of(point("heap", 9)));

        // then
        assertThat(failed).isTrue();
        assertThat(again.stored()).isTrue();
        assertThat(DATABASE.column("select value from metric_point order by value"))
                .containsExactly("1", "9");
    }

    @Test
    void seriesBeyondAnInstancesLimitAreLeftOutAndCounted() throws SQLException {
        // given
        List<MetricPoint> many = IntStream.range(0, SeriesTable.MOST_ACTIVE + 3)
                .mapToObj(number -> point("pool " + number, number))
                .toList();

        // when
        SampleStore.Result result = store.add("shop", ONE, now, LEAST, many);

        // then
        assertThat(result).isEqualTo(new SampleStore.Result(true, 3));
        assertThat(DATABASE.column("select count(*) from metric_series"))
                .containsExactly(Integer.toString(SeriesTable.MOST_ACTIVE));
    }

    private static MetricPoint point(String pool, double value) {
        TreeMap<String, String> attributes = new TreeMap<>();
        attributes.put("jvm.memory.pool.name", pool);
        return new MetricPoint(USED, attributes, value);
    }
}
