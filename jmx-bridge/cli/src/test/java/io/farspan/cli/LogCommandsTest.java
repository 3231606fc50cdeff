package io.farspan.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** Logs and metrics, against recorded answers. */
class LogCommandsTest {

    private static final String NDJSON = "application/x-ndjson";
    private static final String EVENTS = "text/event-stream";

    @TempDir
    private Path folder;

    private RecordedHome home;
    private Shell shell;

    @BeforeEach
    void start() throws IOException {
        home = new RecordedHome();
        shell = Shell.at(home, folder);
    }

    @AfterEach
    void stop() {
        home.close();
    }

    private static String record(int number, String message) {
        return "{\"time\":\"2026-11-30T12:00:0" + number
                + "Z\",\"instance\":\"aws1/i-1\",\"stream\":\"jul\",\"severity\":13,"
                + "\"logger\":\"shop.Orders\",\"message\":\"" + message + "\"}";
    }

    @Test
    void recordsAreLinesAndPagesAreReadToTheLimit() {
        // given
        home.answers("/shop/logs", 200, NDJSON, record(1, "one") + "\n" + record(2, "two") + "\n{\"next\":\"p2\"}\n");
        home.answers("/shop/logs", 200, NDJSON, record(3, "three") + "\n{\"next\":\"p3\"}\n");

        // when
        Shell.Ended ended = shell.run("logs", "shop/aws1/i-1", "--limit", "3", "--level", "warn", "--text", "a b");

        // then
        assertThat(ended.out())
                .isEqualTo(
                        """
                        2026-11-30T12:00:01Z WARN  aws1/i-1 shop.Orders one
                        2026-11-30T12:00:02Z WARN  aws1/i-1 shop.Orders two
                        2026-11-30T12:00:03Z WARN  aws1/i-1 shop.Orders three
                        """);
        assertThat(ended.err()).contains("There are more");
        assertThat(home.asked)
                .extracting(RecordedHome.Asked::query)
                .containsExactly(
                        "level=warn&text=a b&instance=aws1/i-1&from=2026-11-30T12:00:00Z&limit=3",
                        "level=warn&text=a b&instance=aws1/i-1&from=2026-11-30T12:00:00Z&limit=1&after=p2");
        assertThat(ended.code()).isZero();
    }

    @Test
    void allPagesAreOfTheSameTimeHoweverLongReadingTakes() {
        // given
        shell.step = Duration.ofMinutes(5);
        home.answers("/shop/logs", 200, NDJSON, record(1, "one") + "\n{\"next\":\"p2\"}\n");
        home.answers("/shop/logs", 200, NDJSON, record(2, "two") + "\n");

        // when
        shell.run("logs", "shop", "--since", "15m", "--until", "5m");

        // then
        assertThat(home.asked)
                .extracting(RecordedHome.Asked::query)
                .containsExactly(
                        "from=2026-11-30T12:50:00Z&to=2026-11-30T13:05:00Z&limit=1000",
                        "from=2026-11-30T12:50:00Z&to=2026-11-30T13:05:00Z&limit=999&after=p2");
    }

    @Test
    void whatATerminalWouldObeyIsShownInsteadAndALineBreakIsKept() {
        home.answers("/shop/logs", 200, NDJSON, record(1, "red\\u001b[31m\\u202e\\n\\tat x\\r\\u009b") + "\n");

        assertThat(shell.run("logs", "shop").out()).endsWith(" red\\u001b[31m\\u202e\n\tat x\\r\\u009b\n");
    }

    @Test
    void aGapSaysItsReason() {
        home.answers(
                "/shop/logs",
                200,
                NDJSON,
                "{\"time\":\"2026-11-30T12:00:00Z\",\"instance\":\"aws1/i-1\",\"stream\":\"file:a\",\"message\":\"\","
                        + "\"gap\":{\"reason\":\"SPOOL_FULL\"}}\n");

        assertThat(shell.run("logs", "shop").out())
                .isEqualTo("2026-11-30T12:00:00Z GAP   aws1/i-1 file:a: {\"reason\":\"SPOOL_FULL\"}\n");
    }

    @Test
    void followingGoesOnBehindTheLastRecordAfterACutAndAfterAnEnd() {
        // given: a cut in the middle of an event, and an end with its reason
        home.answers(
                "/shop/logs",
                200,
                EVENTS,
                "id: 1\n\nid: 2\ndata: " + record(1, "one") + "\n\nid: 3\ndata: " + record(2, "half"));
        home.answers(
                "/shop/logs",
                200,
                EVENTS,
                "id: 3\ndata: " + record(2, "two")
                        + "\n\nevent: end\nid: 4\ndata: {\"code\":\"TOO_MUCH\",\"detail\":\"Slow.\"}\n\n");
        home.answers("/shop/logs", 200, EVENTS, "id: 5\ndata: " + record(3, "three") + "\n\n");
        home.refuses("/shop/logs", "FORBIDDEN", 403, false);
        List<Long> pauses = new ArrayList<>();
        shell.pause = time -> pauses.add(time.toMillis());

        // when
        Shell.Ended ended = shell.run("logs", "shop", "-f");

        // then
        assertThat(ended.out()).containsSubsequence("one\n", "two\n", "three\n").doesNotContain("half");
        assertThat(ended.out().lines()).hasSize(3);
        assertThat(home.asked)
                .extracting(asked -> asked.headers().getOrDefault("last-event-id", "none"))
                .containsExactly("none", "2", "4", "5");
        assertThat(home.asked.get(0).query()).isEqualTo("follow=true");
        assertThat(ended.err()).contains("TOO_MUCH: Slow.", "FORBIDDEN: No, because.");
        assertThat(ended.code()).isEqualTo(4);
        assertThat(pauses).allMatch(pause -> pause == 250);
    }

    @Test
    void aHomeThatIsAwayIsWaitedForLongerAndLongerOnceFollowingHasBegun() {
        // given
        home.answers("/shop/logs", 200, EVENTS, "id: 1\n\n");
        home.refuses("/shop/logs", "STORE_UNREACHABLE", 503, true);
        List<Long> pauses = new ArrayList<>();
        shell.pause = time -> {
            pauses.add(time.toMillis());
            return pauses.size() < 8;
        };

        // when
        Shell.Ended ended = shell.run("logs", "shop", "-f");

        // then
        assertThat(pauses).containsExactly(250L, 500L, 1_000L, 2_000L, 4_000L, 8_000L, 10_000L, 10_000L);
        assertThat(ended.code()).isZero();
    }

    @Test
    void followingEndsWhenNobodyReadsAnyMore() {
        // given
        home.answers(
                "/shop/logs",
                200,
                EVENTS,
                "id: 1\ndata: " + record(1, "one") + "\n\nid: 2\ndata: " + record(2, "two") + "\n\n");
        shell.pause = time -> true;
        shell.read = 1;

        // when
        Shell.Ended ended = shell.run("logs", "shop", "-f");

        // then
        assertThat(ended.out()).endsWith("one\n");
        assertThat(ended.code()).isZero();
        assertThat(home.asked).hasSize(1);
    }

    @Test
    void metricsAreTheLastValueTheRangeAndATrend() {
        home.answers(
                "/shop/metrics",
                "{\"application\":\"shop\",\"from\":\"2026-11-30T12:00:00Z\",\"step\":60.0,\"aggregate\":\"none\",\"rate\":false,"
                        + "\"series\":[{\"name\":\"jvm.memory.used\",\"unit\":\"By\",\"type\":\"gauge\","
                        + "\"attributes\":{\"jvm.memory.type\":\"heap\"},\"instance\":\"aws1/i-1\",\"instances\":1,"
                        + "\"values\":[null,10,1.0E7,5000000.5,null]}]}");

        Shell.Ended ended = shell.run(
                "metrics", "shop/aws1", "jvm.memory.*", "--attribute", "jvm.memory.type=heap", "--step", "1m");

        assertThat(ended.out())
                .isEqualTo(
                        """
                        METRIC            INSTANCE   ATTRIBUTES             LAST      MIN   MAX        UNIT   TREND
                        jvm.memory.used   aws1/i-1   jvm.memory.type=heap   5000000   10    10000000   By      ▁█▄\s
                        """);
        assertThat(home.asked.get(0).query())
                .isEqualTo("name=jvm.memory.*&step=1m&label=jvm.memory.type=heap&location=aws1");
        assertThat(ended.code()).isZero();
    }

    @Test
    void noSeriesIsNotFound() {
        home.answers("/shop/metrics", "{\"series\":[]}");

        Shell.Ended ended = shell.run("metrics", "shop", "no.such");

        assertThat(ended.code()).isEqualTo(6);
        assertThat(ended.err()).contains("No series of shop");
    }
}
