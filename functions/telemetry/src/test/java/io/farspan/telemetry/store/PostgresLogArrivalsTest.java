package io.farspan.telemetry.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.stream.StreamRecord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Arrivals in a real PostgreSQL. */
class PostgresLogArrivalsTest {

    private static final Instant NOW = Instant.now();

    @RegisterExtension
    static final Database DATABASE = new Database();

    private final TelemetryStore store = TestTelemetryStore.in(DATABASE);
    private final LogArrivals arrivals = TestTelemetryStore.arrivalsIn(DATABASE);
    private final TestExport kept = TestExport.in(DATABASE);
    private final Appending appending = new Appending(store);

    @Test
    void whatArrivesLateUnderAnEarlierTimeIsReadToo() {
        // given
        appending.append("aws1/i-1", NOW, "before");
        FollowCursor begin = arrivals.now();
        appending.append("aws1/i-1", NOW, "first");
        ArrivedLogs first = after(begin);

        // when: a slower location
        appending.append("az1/i-1", NOW.minusSeconds(300), "an old one");
        ArrivedLogs second = after(first.next());

        // then
        assertThat(messages(first)).containsExactly("first");
        assertThat(messages(second)).containsExactly("an old one");
        assertThat(messages(after(second.next()))).isEmpty();
    }

    @Test
    void whatArrivesTogetherIsOrderedByTime() {
        // given
        FollowCursor begin = arrivals.now();
        appending.append("aws1/i-1", NOW, "a", "c");
        appending.append("az1/i-1", NOW.minusMillis(1), "0", "b");

        // then
        List<StoredLog> records = after(begin).records();
        assertThat(records).extracting(StoredLog::time).isSorted();
        assertThat(records).hasSize(4);
        assertThat(records.get(0).message()).isEqualTo("0");
    }

    @Test
    void aTransactionThatCommitsLateIsNotMissed() throws SQLException {
        // given: one that has begun before another commits
        appending.append("aws1/i-1", NOW, "one");
        FollowCursor begin = arrivals.now();
        try (Connection slow = DATABASE.connect();
                Statement statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            statement.execute(
                    "insert into log_arrival (application, stream_id, from_offset, next_offset, records, bytes,"
                            + " min_time, max_time) select application, stream_id, 0, 1, 1, 3, min_time, max_time"
                            + " from log_arrival");
            appending.append("aws1/i-1", NOW, "two");
            ArrivedLogs first = after(begin);
            assertThat(messages(first)).containsExactly("two");

            // when
            slow.commit();

            // then
            assertThat(messages(after(first.next()))).containsExactly("one");
        }
    }

    @Test
    void goingOnAfterAnyRecordNeitherLosesNorDoublesOne() {
        // given: batches of many sizes, of which one alone has more than a piece
        FollowCursor begin = arrivals.now();
        Random random = new Random(5);
        List<String> sent = new ArrayList<>();
        for (int batch = 0; batch < 40; batch++) {
            int size = batch == 20 ? 2 * PostgresLogArrivals.MOST_RECORDS + 7 : 1 + random.nextInt(700);
            String[] messages = new String[size];
            for (int index = 0; index < size; index++) {
                messages[index] = batch + " " + index;
                sent.add(messages[index]);
            }
            appending.append("aws1/i-" + batch % 3, NOW.plusSeconds(random.nextInt(60) - 30), messages);
        }

        // when: the follower is cut off again and again
        List<String> read = new ArrayList<>();
        FollowCursor at = begin;
        for (ArrivedLogs some = after(at); !some.records().isEmpty(); some = after(at)) {
            int count = random.nextInt(3) == 0
                    ? 1 + random.nextInt(some.records().size())
                    : some.records().size();
            read.addAll(messages(some).subList(0, count));
            at = FollowCursor.parse(some.cursors().get(count - 1).toString());
        }

        // then
        assertThat(read).containsExactlyInAnyOrderElementsOf(sent);
    }

    @Test
    void aFollowerAmongManyWritersHasEachRecordOnce() throws InterruptedException {
        // given
        appending.append("aws1/i-0", NOW, "before");
        FollowCursor at = arrivals.now();
        ExecutorService writers = Executors.newFixedThreadPool(3);
        for (int writer = 1; writer <= 3; writer++) {
            Appending own = new Appending(store);
            String instance = "aws1/i-" + writer;
            writers.execute(() -> IntStream.range(0, 60)
                    .forEach(batch -> own.append(instance, NOW, instance + " " + batch, instance + "+" + batch)));
        }
        writers.shutdown();

        // when
        List<String> read = new ArrayList<>();
        boolean ended;
        do {
            ended = writers.isTerminated();
            ArrivedLogs some = after(at);
            read.addAll(messages(some));
            at = some.next();
        } while (!ended);
        assertThat(writers.awaitTermination(30, TimeUnit.SECONDS)).isTrue();

        // then
        assertThat(read).hasSize(360).doesNotHaveDuplicates();
    }

    @Test
    void theRecordThatAStreamStartsOverArrives() {
        // given: another incarnation of the same stream
        appending.append("aws1/i-1", NOW, "one");
        FollowCursor begin = arrivals.now();

        // when
        new Appending(store).append("aws1/i-1", NOW, "anew");

        // then
        List<StoredLog> records = after(begin).records();
        assertThat(records).hasSize(2).anySatisfy(record -> assertThat(record.gap())
                .isPresent());
    }

    @Test
    void aPlaceOfWhichNothingIsKeptIsRefused() throws SQLException {
        // given
        FollowCursor begin = arrivals.now();
        appending.append("aws1/i-1", NOW, "one");
        FollowCursor later = after(begin).next();
        DATABASE.execute("update log_arrival set arrived = now() - interval '2 hours'");

        // when
        kept.forget();
        appending.append("aws1/i-1", NOW, "two");

        // then
        assertThatThrownBy(() -> after(begin)).isInstanceOfSatisfying(FarspanException.class, e -> assertThat(e.code())
                .isEqualTo(ProblemCode.MALFORMED_REQUEST));
        assertThat(messages(after(later))).containsExactly("two");
        assertThatThrownBy(() -> after(FollowCursor.parse("900000000:900000000:")))
                .hasMessageContaining("another database");
        assertThatThrownBy(() -> after(FollowCursor.parse("9:8:5,3"))).isInstanceOf(FarspanException.class);
    }

    @Test
    void aBatchWhoseTimesAreFarApartIsToldInPartsThatAreFoundByTheirTimes() throws SQLException {
        // given
        FollowCursor begin = arrivals.now();
        List<StreamRecord> records = new ArrayList<>();
        for (int hour = 0; hour < 300; hour++) {
            long nanos = TimeUnit.SECONDS.toNanos(
                    NOW.minusSeconds(3_600L * (hour / 2)).getEpochSecond());
            records.add(StreamRecord.of(nanos, 9, "record " + hour));
        }

        // when
        appending.append("aws1/i-1", records);

        // then
        assertThat(DATABASE.column("select count(*) from log_arrival where max_time - min_time < interval '30 s'"))
                .containsExactly("150");
        List<String> read = new ArrayList<>();
        FollowCursor at = begin;
        for (ArrivedLogs some = after(at); !some.records().isEmpty(); some = after(at)) {
            read.addAll(messages(some));
            at = some.next();
        }
        assertThat(read).hasSize(300).doesNotHaveDuplicates();
    }

    @Test
    void aPlaceOfNowIsGoodHoweverLongATransactionIsOpen() throws SQLException {
        // given
        try (Connection slow = DATABASE.connect();
                Statement statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            statement.execute("select pg_current_xact_id()");
            appending.append("aws1/i-1", NOW, "one");
            DATABASE.execute("update log_arrival set arrived = now() - interval '2 hours'");

            // when
            kept.forget();

            // then
            FollowCursor begin = arrivals.now();
            appending.append("aws1/i-1", NOW, "two");
            assertThat(messages(after(begin))).containsExactly("two");
            slow.rollback(); // closing alone does not wait for the server
        }
        kept.forget();
        assertThat(DATABASE.column("select count(*) from log_arrival")).containsExactly("1");
    }

    @Test
    void aDatabaseThatWasRestoredFromADumpIsFollowed() throws SQLException {
        // given: its transactions are counted anew
        appending.append("aws1/i-1", NOW, "of another count");
        DATABASE.execute("update log_arrival set xact = '900000000'");
        DATABASE.execute("update log_arrival_forgotten set xact = '800000000'");

        // when
        kept.forget();
        FollowCursor begin = arrivals.now();
        appending.append("aws1/i-1", NOW, "new");

        // then
        assertThat(messages(after(begin))).containsExactly("new");
        assertThat(DATABASE.column("select count(*) from log_arrival")).containsExactly("1");
    }

    @Test
    void recordsOfOtherApplicationsDoNotArrive() {
        // given
        FollowCursor begin = arrivals.now();
        appending.append("aws1/i-1", List.of(StreamRecord.of(1, 9, "of the shop")));

        // then
        assertThat(arrivals.after("other", begin, Optional.empty()).records()).isEmpty();
    }

    private ArrivedLogs after(FollowCursor place) {
        return arrivals.after("shop", place, Optional.empty());
    }

    private static List<String> messages(ArrivedLogs arrived) {
        return arrived.records().stream().map(StoredLog::message).toList();
    }
}
