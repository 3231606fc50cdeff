package io.farspan.telemetry.loki;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.farspan.protocol.call.InstanceId;
import io.farspan.telemetry.store.LogCursor;
import io.farspan.telemetry.store.StoredLog;

import static org.assertj.core.api.Assertions.assertThat;

/** Which lines of several applications an answer has. */
class FirstLinesTest {

    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");

    @Test
    void anApplicationThatIsCutEndsTheOthersToo() {
        // given: room for three lines
        FirstLines first = new FirstLines(true, 100, 3 * log(0).size());

        // when: one has many lines, and the other goes on after them
        boolean more = true;
        for (int second = 9; more; second--) {
            more = first.add("a", log(second));
        }
        more = true;
        for (int second = 8; more; second -= 3) {
            more = first.add("b", log(second));
        }

        // then
        assertThat(texts(first)).containsExactly("a9", "a8", "b8");
        assertThat(first.isCut()).isTrue();
        assertThat(first.end()).contains(NOON.plusSeconds(7));
    }

    @Test
    void aSmallLineDoesNotTakeThePlaceOfALargeOneBeforeIt() {
        // given: the large line is left out
        FirstLines first = new FirstLines(false, 100, 5 * log(0).size());
        first.add("a", log(1));
        first.add("a", log(2, "x".repeat(10_000)));

        // when
        boolean more = first.add("b", log(3));

        // then
        assertThat(more).isFalse();
        assertThat(texts(first)).containsExactly("a1");
    }

    @Test
    void theLimitIsNoCut() {
        // given
        FirstLines first = new FirstLines(false, 2, 1 << 20);

        // when
        assertThat(first.add("a", log(1))).isTrue();
        assertThat(first.add("a", log(3))).isTrue();
        assertThat(first.add("a", log(5))).isFalse();
        assertThat(first.add("b", log(2))).isTrue();

        // then
        assertThat(texts(first)).containsExactly("a1", "b2");
        assertThat(first.isCut()).isFalse();
    }

    @Test
    void oneLineComesHoweverLargeItIsAndThoseOfOneTimeStayInOrder() {
        FirstLines large = new FirstLines(true, 100, 10);
        assertThat(large.add("a", log(1))).isTrue();
        assertThat(large.add("a", log(0))).isFalse();
        assertThat(texts(large)).containsExactly("a1");

        FirstLines same = new FirstLines(true, 100, 1 << 20);
        for (int index = 0; index < 20; index++) {
            same.add("a" + index + "-", log(1));
        }
        assertThat(texts(same)).startsWith("a0-1", "a1-1", "a2-1").endsWith("a19-1");
    }

    @Test
    void anAnswerThatIsCutSaysSo() {
        // given
        FirstLines first = new FirstLines(true, 100, log(0).size());
        first.add("a", log(2));
        LokiAnswer answer = new LokiAnswer(value -> value, false);
        String whole = new String(answer.streams(first), StandardCharsets.UTF_8);

        // when
        first.add("a", log(1));

        // then
        assertThat(whole).doesNotContain("warnings");
        assertThat(new String(answer.streams(first), StandardCharsets.UTF_8))
                .contains("\"warnings\":[\"the answer has the first 1 lines only");
    }

    @Test
    void whatAnApplicationWasNotSearchedForIsLeftOutOfAll() {
        // given
        FirstLines first = new FirstLines(true, 100, 1 << 20);
        first.add("a", log(9));
        first.add("a", log(5));
        LokiAnswer answer = new LokiAnswer(value -> value, false);

        // when
        first.searchedTo(NOON.plusSeconds(5));
        boolean more = first.add("b", log(7)) && first.add("b", log(5));

        // then
        assertThat(more).isFalse();
        assertThat(texts(first)).containsExactly("a9", "b7");
        Instant end = NOON.plusSeconds(5).plus(1, ChronoUnit.MICROS); // an end is not contained in a query's range
        assertThat(first.searched()).contains(end);
        assertThat(new String(answer.streams(first), StandardCharsets.UTF_8))
                .contains("\"warnings\":[\"the search took too long and came to " + end + " only");
    }

    @Test
    void aSearchThatWasLongEnoughForTheLimitIsNotPartial() {
        // given
        FirstLines first = new FirstLines(true, 1, 1 << 20);
        first.add("a", log(9));

        // when: neither would a later end matter, nor does an end that is not reached
        first.searchedTo(NOON.plusSeconds(5));
        first.add("b", log(7));

        // then
        assertThat(texts(first)).containsExactly("a9");
        assertThat(first.searched()).isEmpty();
    }

    private static List<String> texts(FirstLines first) {
        return first.lines().stream()
                .map(line -> line.application() + line.record().message().charAt(0))
                .toList();
    }

    private static StoredLog log(int second) {
        return log(second, "");
    }

    private static StoredLog log(int second, String more) {
        return new StoredLog(
                NOON.plusSeconds(second),
                NOON,
                InstanceId.parse("aws1/i-1"),
                "jul",
                second,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                second + more,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                new LogCursor(0, 1, second));
    }
}
