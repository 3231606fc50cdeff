package io.farspan.telemetry.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.farspan.protocol.stream.StreamRecord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Searches of more records than a slice has, in a real PostgreSQL. */
class SlicedSearchTest {

    private static final Instant NOW = Instant.ofEpochSecond(Instant.now().getEpochSecond());
    private static final int RECORDS = 9 * SliceSize.LEAST + 7;
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @RegisterExtension
    static final Database DATABASE = new Database();

    private final AtomicLong clock = new AtomicLong();
    private final SearchTime time = new SearchTime(clock::get);
    private Connections connections;

    @BeforeEach
    void append() {
        connections = new Connections(DATABASE.store().schema("db/telemetry", "farspan_telemetry_schema"));
        Appending appending = new Appending(TestTelemetryStore.in(DATABASE));
        Random random = new Random(5);
        for (String instance : List.of("aws1/i-1", "az1/i-2")) {
            appending.append(
                    instance,
                    IntStream.range(0, RECORDS)
                            .mapToObj(index -> record(random.nextInt(20), instance + " " + index))
                            .toList());
        }
    }

    @Test
    void slicesTogetherHaveEveryRecordOnceInOrder() throws SQLException {
        // given
        List<String> all = DATABASE.column("select message from log_record order by time, stream_id, record_offset");
        List<String> forward = new ArrayList<>();
        List<String> backward = new ArrayList<>();

        // when
        Optional<LogCursor> end = search(stretch(false, Optional.empty()), " and true", Integer.MAX_VALUE)
                .run(record -> forward.add(record.message()));
        search(stretch(true, Optional.empty()), " and true", Integer.MAX_VALUE).run(record -> {
            backward.add(0, record.message());
            return true;
        });

        // then
        assertThat(all).hasSize(2 * RECORDS);
        assertThat(forward).isEqualTo(all);
        assertThat(backward).isEqualTo(all);
        assertThat(end).isEmpty();
    }

    @Test
    void aSearchThatIsOutOfTimeGoesOnWhereItWas() throws SQLException {
        for (boolean backward : List.of(false, true)) {
            // given: the time is over with the fortieth record of each search
            List<String> read = new ArrayList<>();
            Optional<LogCursor> place = Optional.empty();
            int searches = 0;

            // when
            do {
                clock.set(0);
                int before = read.size();
                place = search(stretch(backward, place), " and r.message like '%7'", Integer.MAX_VALUE)
                        .run(record -> {
                            if (read.size() == before + 40) {
                                clock.set(LogReader.LIMIT.toNanos() + 1);
                            }
                            return read.add(record.message());
                        });
                searches++;
            } while (place.isPresent());

            // then
            assertThat(searches).isGreaterThan(3);
            assertThat(read)
                    .isEqualTo(DATABASE.column("select message from log_record where message like '%7'"
                            + stretch(backward, Optional.empty()).order().replace("r.", "")));
        }
    }

    @Test
    void aSearchThatFindsNothingInItsTimeSaysHowFarItCame() throws SQLException {
        // given: the clock jumps within the second slice, before anything of it is known
        AtomicLong readings = new AtomicLong();
        SearchTime jumping = new SearchTime(() -> readings.incrementAndGet() <= 6 ? 0 : LogReader.LIMIT.toNanos() + 1);
        SlicedSearch search = new SlicedSearch(
                connections,
                stretch(false, Optional.empty()),
                sql -> sql.add(" and false"),
                10,
                jumping,
                new SliceSize(SliceSize.LEAST));

        // when
        LogCursor place = search.run(record -> true).orElseThrow();

        // then
        assertThat(DATABASE.column("select count(*) from log_record where (time, stream_id, record_offset) <= ('"
                        + place.time() + "', " + place.stream() + ", " + place.offset() + ")"))
                .containsExactly(String.valueOf(SliceSize.LEAST));
    }

    @Test
    void theRecordsOfATraceAreFoundAtOnceByTheirIndex() throws SQLException {
        for (boolean backward : List.of(false, true)) {
            // given
            LogStretch stretch = stretch(backward, Optional.empty());
            String traced =
                    " where trace_id = '" + TRACE + "'" + stretch.order().replace("r.", "");
            List<String> read = new ArrayList<>();

            // when
            Optional<LogCursor> end = new SlicedSearch(
                            connections,
                            stretch,
                            sql -> sql.add(" and r.trace_id = ?", TRACE),
                            Integer.MAX_VALUE,
                            time,
                            SliceSize.whole())
                    .run(record -> read.add(record.message()));

            // then
            assertThat(end).isEmpty();
            assertThat(read).isNotEmpty().isEqualTo(DATABASE.column("select message from log_record" + traced));
            assertThat(DATABASE.column("explain select * from log_record" + traced + " limit 10"))
                    .anyMatch(line -> line.contains("Index Cond: (trace_id ="));
        }
    }

    @Test
    void noMoreRecordsThanTheLimitAreGivenOverAllSlices() throws SQLException {
        List<String> read = new ArrayList<>();

        search(stretch(false, Optional.empty()), " and true", SliceSize.LEAST + 30)
                .run(record -> read.add(record.message()));

        assertThat(read).hasSize(SliceSize.LEAST + 30);
    }

    @Test
    void aSearchWhoseTimeIsOverBeforeItBeginsFails() {
        clock.set(LogReader.LIMIT.toNanos() + 1);

        assertThatThrownBy(() -> search(stretch(false, Optional.empty()), " and true", 10)
                        .run(record -> true))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(LogReader.TIMED_OUT));
    }

    private SlicedSearch search(LogStretch stretch, String conditions, int limit) {
        return new SlicedSearch(
                connections, stretch, sql -> sql.add(conditions), limit, time, new SliceSize(SliceSize.LEAST));
    }

    private static LogStretch stretch(boolean backward, Optional<LogCursor> done) {
        return new LogStretch(NOW, NOW.plusSeconds(60), done, backward);
    }

    private static StreamRecord record(int second, String message) {
        return new StreamRecord(
                TimeUnit.SECONDS.toNanos(NOW.getEpochSecond() + second),
                9,
                Optional.empty(),
                Optional.empty(),
                message,
                Map.of(),
                message.endsWith("77") ? Optional.of(TRACE) : Optional.empty(),
                Optional.empty(),
                new byte[0],
                false,
                Optional.empty());
    }
}
