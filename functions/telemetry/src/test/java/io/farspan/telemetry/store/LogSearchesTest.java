package io.farspan.telemetry.store;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.stream.StreamRecord;
import io.farspan.telemetry.store.LogCondition.Field;
import io.farspan.telemetry.store.LogCondition.Match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Searches in a real PostgreSQL. */
class LogSearchesTest {

    private static final Instant NOW = Instant.ofEpochSecond(Instant.now().getEpochSecond());
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @RegisterExtension
    static final Database DATABASE = new Database();

    private final LogSearches searches = TestTelemetryStore.searchesIn(DATABASE);

    @BeforeEach
    void append() {
        Appending appending = new Appending(TestTelemetryStore.in(DATABASE));
        appending.append("aws1/i-1", List.of(record(0, 9, "one"), record(1, 17, "two 100%"), record(2, 0, "three")));
        appending.append("az1/i-2", List.of(record(1, 9, "fo_r")));
    }

    @Test
    void theLatestCanComeFirst() {
        assertThat(messages(search(), true, 2)).containsExactly("three", "fo_r");
        assertThat(messages(search(), false, 2)).startsWith("one");
    }

    @Test
    void noMoreIsReadThanIsWanted() {
        // given
        List<String> read = new ArrayList<>();

        // when
        searches.records(search(), false, 10, new SearchTime(), record -> {
            read.add(record.message());
            return read.size() < 2;
        });

        // then
        assertThat(read).hasSize(2).startsWith("one");
    }

    @Test
    void allSearchesOfAQueryHaveOneTime() {
        // given
        AtomicLong clock = new AtomicLong();
        SearchTime time = new SearchTime(clock::get);
        searches.records(search(), false, 10, time, record -> true);

        // when
        clock.addAndGet(TimeUnit.SECONDS.toNanos(9));

        // then
        assertThatThrownBy(() -> searches.records(search("other"), false, 10, time, record -> true))
                .isInstanceOfSatisfying(
                        FarspanException.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.TOO_MUCH));
        assertThat(time.leftMillis()).isEqualTo(1);
    }

    @Test
    void eachSearchOfAQueryHasAnEqualPartOfWhatIsLeft() {
        // given
        AtomicLong clock = new AtomicLong();
        SearchTime time = new SearchTime(clock::get);

        // when
        SearchTime first = time.part(2);
        clock.addAndGet(TimeUnit.SECONDS.toNanos(3));

        // then
        assertThat(first.leftMillis()).isEqualTo(1_000);
        assertThat(time.part(1).leftMillis()).isEqualTo(5_000);
    }

    @Test
    void eachConditionHolds() {
        assertThat(messages(condition(Field.LOCATION, Match.EQUAL, "az1"))).containsExactly("fo_r");
        assertThat(messages(condition(Field.INSTANCE, Match.NOT_EQUAL, "i-1"))).containsExactly("fo_r");
        assertThat(messages(condition(Field.LEVEL, Match.EQUAL, "error"))).containsExactly("two 100%");
        assertThat(messages(condition(Field.LEVEL, Match.EQUAL, "unknown"))).containsExactly("three");
        assertThat(messages(condition(Field.LOGGER, Match.MATCHES, "^com"))).hasSize(4);
        assertThat(messages(condition(Field.TRACE, Match.EQUAL, TRACE))).containsExactly("three");
        assertThat(messages(condition(Field.TRACE, Match.EQUAL, ""))).hasSize(3);
        assertThat(messages(condition(Field.MESSAGE, Match.CONTAINS, "o_r"))).containsExactly("fo_r");
        assertThat(messages(condition(Field.MESSAGE, Match.CONTAINS, "0%"))).containsExactly("two 100%");
        assertThat(messages(condition(Field.MESSAGE, Match.CONTAINS_NOT, "o"))).containsExactly("three");
        assertThat(messages(condition(Field.MESSAGE, Match.MATCHES_NOT, "o"))).containsExactly("three");
        assertThat(messages(condition(Field.MESSAGE, Match.MATCHES, "^two [0-9]+%$")))
                .containsExactly("two 100%");
        assertThat(messages(new LogCondition(Field.ATTRIBUTE, "user", Match.EQUAL, "7")))
                .hasSize(4);
        assertThat(messages(new LogCondition(Field.ATTRIBUTE, "x'--", Match.NOT_EQUAL, "")))
                .isEmpty();
    }

    @Test
    void recordsAreCountedByStretchAndGroup() {
        assertThat(counts(Duration.ofSeconds(1), List.of(Field.LOCATION, Field.LEVEL), 10))
                .containsExactlyInAnyOrder(
                        new LogCount(List.of("aws1", "info"), 0, 1, 3),
                        new LogCount(List.of("aws1", "error"), 1, 1, 8),
                        new LogCount(List.of("aws1", "unknown"), 2, 1, 5),
                        new LogCount(List.of("az1", "info"), 1, 1, 4));
        assertThat(counts(Duration.ofSeconds(10), List.of(), 10)).containsExactly(new LogCount(List.of(), 0, 4, 20));
    }

    @Test
    void tooManyCountsAndInvalidExpressionsAreRefused() {
        assertThatThrownBy(() -> counts(Duration.ofSeconds(1), List.of(Field.LEVEL), 2))
                .isInstanceOfSatisfying(
                        FarspanException.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.TOO_MUCH));
        assertThatThrownBy(() -> messages(condition(Field.MESSAGE, Match.MATCHES, "(")))
                .isInstanceOfSatisfying(
                        FarspanException.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.MALFORMED_REQUEST));
    }

    @Test
    void countsThatAreRefusedEndTheSearch() {
        // given
        List<LogCount> taken = new ArrayList<>();
        RuntimeException enough = new IllegalStateException("enough");

        // when, then
        assertThatThrownBy(() -> searches.counts(
                        search(), Duration.ofSeconds(1), List.of(Field.LEVEL), 10, new SearchTime(), count -> {
                            taken.add(count);
                            throw enough;
                        }))
                .isSameAs(enough);
        assertThat(taken).hasSize(1);
        assertThat(counts(Duration.ofSeconds(10), List.of(), 10)).hasSize(1);
    }

    private List<LogCount> counts(Duration stretch, List<Field> groups, int limit) {
        List<LogCount> counts = new ArrayList<>();
        searches.counts(search(), stretch, groups, limit, new SearchTime(), counts::add);
        return counts;
    }

    private List<String> messages(LogCondition condition) {
        return messages(search(condition), false, 10);
    }

    private List<String> messages(LogSearch search, boolean backward, int limit) {
        List<String> messages = new ArrayList<>();
        searches.records(search, backward, limit, new SearchTime(), record -> messages.add(record.message()));
        return messages;
    }

    private static LogCondition condition(Field field, Match match, String value) {
        return new LogCondition(field, "", match, value);
    }

    private static LogSearch search(LogCondition... conditions) {
        return new LogSearch("shop", NOW, NOW.plusSeconds(10), List.of(conditions));
    }

    private static LogSearch search(String application) {
        return new LogSearch(application, NOW, NOW.plusSeconds(10), List.of());
    }

    private static StreamRecord record(int second, int severity, String message) {
        return new StreamRecord(
                TimeUnit.SECONDS.toNanos(NOW.getEpochSecond() + second),
                severity,
                Optional.of("com.shop"),
                Optional.empty(),
                message,
                Map.of("user", "7"),
                message.equals("three") ? Optional.of(TRACE) : Optional.empty(),
                Optional.empty(),
                new byte[0],
                false,
                Optional.empty());
    }
}
