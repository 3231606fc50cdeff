package io.farspan.telemetry.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.stream.Frames;
import io.farspan.protocol.stream.StreamKind;
import io.farspan.protocol.stream.StreamName;
import io.farspan.protocol.stream.StreamRecord;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Queries over a real PostgreSQL. */
class LogReaderTest {

    private static final Instant NOON = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private static final String TRACE = "0123456789abcdef0123456789abcdef";

    @RegisterExtension
    static final Database DATABASE = new Database();

    private final TelemetryStore store = TestTelemetryStore.in(DATABASE);

    @Test
    void recordsOfAllLocationsComeInTheOrderOfTheirCorrectedTime() {
        // given: az1's clock is 5 minutes ahead, and its records are corrected by that
        append("shop", "aws1/i-1", record(0, 0, "first"), record(1, 2, "third"));
        append("shop", "az1/i-1", new LogRow(0, nanos(1), StreamRecord.of(nanos(301), 9, "second")));
        append("other", "aws1/i-1", record(0, 0, "not ours"));

        // when
        LogPage page = store.logs(all(10));

        // then
        assertThat(page.records()).extracting(StoredLog::message).containsExactly("first", "second", "third");
        assertThat(page.records().get(1).original()).isEqualTo(Instant.EPOCH.plusNanos(nanos(301)));
        assertThat(page.next()).isEmpty();
    }

    @Test
    void pagesHaveEveryRecordOnceWhateverTheirTimesAre() {
        // given: many at the same time
        Random random = new Random(3);
        List<String> sent = new ArrayList<>();
        for (String instance : List.of("aws1/i-1", "aws1/i-2", "az1/i-1")) {
            LogRow[] rows = new LogRow[300];
            for (int offset = 0; offset < rows.length; offset++) {
                rows[offset] = record(offset, random.nextInt(5), instance + " " + offset);
                sent.add(instance + " " + offset);
            }
            append("shop", instance, rows);
        }

        // when
        List<String> read = new ArrayList<>();
        List<Instant> times = new ArrayList<>();
        Optional<LogCursor> after = Optional.empty();
        do {
            LogPage page = store.logs(query(after, Optional.empty(), Optional.empty(), Optional.empty(), 70));
            page.records().forEach(record -> {
                read.add(record.message());
                times.add(record.time());
            });
            after = page.next().map(next -> LogCursor.parse(next.toString()));
        } while (after.isPresent());

        // then
        assertThat(read).containsExactlyInAnyOrderElementsOf(sent);
        assertThat(times).isSorted();
    }

    @Test
    void eachConditionNarrows() {
        // given
        append(
                "shop",
                "aws1/i-1",
                record(0, 0, "100% sure"),
                record(1, 1, "a_b"),
                new LogRow(
                        2,
                        nanos(2),
                        new StreamRecord(
                                nanos(2),
                                17,
                                Optional.of("com.shop.Orders"),
                                Optional.empty(),
                                "Order 77 FAILED",
                                Map.of("user", "7"),
                                Optional.of(TRACE),
                                Optional.empty(),
                                new byte[] {0},
                                false,
                                Optional.empty())));
        append("shop", "az1/i-1", record(0, 3, "axb order 8"));

        // then
        assertThat(messages(query(Optional.empty(), Optional.of("order"), Optional.empty(), Optional.empty(), 9)))
                .containsExactly("Order 77 FAILED", "axb order 8");
        assertThat(messages(query(Optional.empty(), Optional.of("%"), Optional.empty(), Optional.empty(), 9)))
                .containsExactly("100% sure");
        assertThat(messages(query(Optional.empty(), Optional.of("a_b"), Optional.empty(), Optional.empty(), 9)))
                .containsExactly("a_b");
        assertThat(messages(
                        query(Optional.empty(), Optional.empty(), Optional.of("[Oo]rder \\d+$"), Optional.empty(), 9)))
                .containsExactly("axb order 8");
        assertThat(messages(query(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(17), 9)))
                .containsExactly("Order 77 FAILED");
        assertThat(messages(new LogQuery(
                        "shop",
                        NOON.plusSeconds(1),
                        NOON.plusSeconds(3),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of("aws1"),
                        Optional.of("i-1"),
                        Optional.empty(),
                        Optional.empty(),
                        9)))
                .containsExactly("a_b", "Order 77 FAILED");
        StoredLog traced = store.logs(new LogQuery(
                        "shop",
                        NOON,
                        NOON.plusSeconds(60),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(TRACE),
                        Optional.empty(),
                        9))
                .records()
                .get(0);
        assertThat(traced.logger()).contains("com.shop.Orders");
        assertThat(traced.attributes().orElseThrow()).hasToString("{\"user\": \"7\"}");
        assertThat(traced.raw().orElseThrow()).containsExactly(0);
    }

    @Test
    void whatIsNoRegularExpressionIsTheCallersMistake() {
        append("shop", "aws1/i-1", record(0, 0, "one"));

        assertThatThrownBy(() ->
                        store.logs(query(Optional.empty(), Optional.empty(), Optional.of("("), Optional.empty(), 9)))
                .isInstanceOfSatisfying(
                        FarspanException.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.MALFORMED_REQUEST));
    }

    @Test
    void aPageOfLargeRecordsEndsEarly() {
        // given
        LogRow[] rows = new LogRow[12];
        for (int offset = 0; offset < rows.length; offset++) {
            rows[offset] = record(offset, offset, "x".repeat(1 << 20));
        }
        append("shop", "aws1/i-1", rows);

        // when
        LogPage page = store.logs(all(100));

        // then
        assertThat(page.records()).hasSizeBetween(7, 9);
        assertThat(page.next()).isPresent();
    }

    @Test
    void whatAQueryFindsUntilItsDeadlineIsAPageToGoOnFrom() {
        // given
        append("shop", "aws1/i-1", record(0, 0, "one"), record(1, 1, "two"), record(2, 2, "three"));
        Connections connections = new Connections(DATABASE.store().schema("db/telemetry", "farspan_telemetry_schema"));
        Set<Integer> found = new HashSet<>();
        int refused = 0;

        // when: a clock passes the deadline after so many readings
        for (int readings = 1; readings <= 20; readings++) {
            AtomicInteger left = new AtomicInteger(readings);
            LongSupplier clock = () -> left.getAndDecrement() > 0 ? 0 : LogReader.LIMIT.toNanos() + 1;
            LogPage page;
            try {
                page = LogReader.read(connections, all(10), clock);
            } catch (FarspanException e) {
                assertThat(e.code()).isEqualTo(ProblemCode.TOO_MUCH);
                refused++;
                continue;
            }

            // then: with what comes after it, it has everything once
            List<String> messages = new ArrayList<>();
            page.records().forEach(record -> messages.add(record.message()));
            found.add(messages.size());
            assertThat(page.searched()).isEqualTo(page.next().map(LogCursor::time));
            if (page.next().isPresent()) {
                messages.addAll(messages(query(page.next(), Optional.empty(), Optional.empty(), Optional.empty(), 10)));
            }
            assertThat(messages).containsExactly("one", "two", "three");
        }
        assertThat(refused).isPositive();
        assertThat(found).contains(1, 2, 3);
    }

    @Test
    void anInvalidExpressionIsRefusedEvenIfNothingIsComparedWithIt() {
        append("shop", "aws1/i-1", record(0, 0, "one"));

        // what every match contains is in no record
        assertThatThrownBy(() -> store.logs(
                        query(Optional.empty(), Optional.empty(), Optional.of("nothing[z-a]"), Optional.empty(), 9)))
                .isInstanceOfSatisfying(
                        FarspanException.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.MALFORMED_REQUEST));
    }

    @Test
    void whatAQueryHasInMemoryBeforeItIsCountedIsLittle() {
        long largest = 4L * Frames.LARGEST_PAYLOAD / 3;

        assertThat(LogReader.FETCH * largest).isLessThan(32L << 20);
    }

    @Test
    void theSizeOfARecordIsAtLeastThatOfItsJson() {
        // given: what JSON escapes, what UTF-8 needs three bytes for, and a long name
        StreamRecord record = new StreamRecord(
                nanos(0),
                9,
                Optional.of("logger".repeat(1_000)),
                Optional.of("\u0001".repeat(1_000)),
                "\u20ac\"\\\n\u0002".repeat(1_000),
                Map.of("user", "7".repeat(1_000)),
                Optional.of(TRACE),
                Optional.empty(),
                new byte[1_000],
                false,
                Optional.empty());
        append("shop", "aws1/i-1", new LogRow(0, nanos(0), record));

        // when
        StoredLog stored = store.logs(all(1)).records().get(0);

        // then
        assertThat(stored.size()).isGreaterThanOrEqualTo(Json.write(stored).length);
    }

    private List<String> messages(LogQuery query) {
        return store.logs(query).records().stream().map(StoredLog::message).toList();
    }

    private static LogQuery all(int limit) {
        return query(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), limit);
    }

    private static LogQuery query(
            Optional<LogCursor> after,
            Optional<String> text,
            Optional<String> regex,
            Optional<Integer> severity,
            int limit) {
        return new LogQuery(
                "shop",
                NOON,
                NOON.plusSeconds(3_600),
                severity,
                text,
                regex,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                after,
                limit);
    }

    private void append(String application, String instance, LogRow... rows) {
        StreamKey stream =
                new StreamKey(application, InstanceId.parse(instance), new StreamName("jul"), UUID.randomUUID());
        List<LogRow> all = new ArrayList<>();
        Collections.addAll(all, rows);
        assertThat(store.append(new RecordBatch(stream, StreamKind.LOG, 0, rows.length, rows.length, all)))
                .isInstanceOf(AppendResult.Appended.class);
    }

    private static LogRow record(long offset, long second, String message) {
        return new LogRow(offset, nanos(second), StreamRecord.of(nanos(second), 9, message));
    }

    private static long nanos(long second) {
        Instant time = NOON.plusSeconds(second);
        return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
    }
}
