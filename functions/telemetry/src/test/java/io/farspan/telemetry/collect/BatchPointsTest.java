package io.farspan.telemetry.collect;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.stream.Frames;
import io.farspan.protocol.stream.Lost;
import io.farspan.protocol.stream.StreamBatch;
import io.farspan.protocol.stream.StreamKind;
import io.farspan.protocol.stream.StreamName;
import io.farspan.telemetry.rules.RuleSet;
import io.farspan.telemetry.rules.Rules;
import io.farspan.telemetry.store.LogRow;

import static org.assertj.core.api.Assertions.assertThat;

/** The points of a batch by OpenTelemetry's rules for the JVM. */
class BatchPointsTest {

    private static final long NOW = 20_000 * TimeUnit.DAYS.toNanos(1);
    private static final TimeWindow WINDOW = new TimeWindow(Duration.ofDays(14));
    private static final RuleSet RULES = Rules.of(List.of("jvm"), List.of());

    @Test
    void aSampleBecomesPointsByTheRules() throws Exception {
        assertThat(read(sample(NOW, threads(11)), sample(NOW + 1, threads(12)))
                        .points()
                        .size())
                .isEqualTo(2);
    }

    @Test
    void recordsOfOneTimeAreOneSample() throws Exception {
        // given: a series is in both, as when an agent parts a sample
        BatchPoints read = read(sample(NOW, threads(11)), sample(NOW, threads(12)), sample(NOW + 1, threads(13)));

        // then
        assertThat(read.points().size()).isEqualTo(2);
        assertThat(read.gaps()).isEmpty();
    }

    @Test
    void whatIsNoSampleIsOneGapForEachRunAndHoldsUpNothing() throws Exception {
        // given
        BatchPoints read = read(
                "x",
                "{\"t\":1}",
                "{\"t\":1,\"j\":5}",
                sample(NOW, threads(11)),
                "{\"t\":",
                "{\"t\":" + NOW + ",\"g\":{\"reason\":\"QUEUE_FULL\",\"records\":3}}",
                "{\"t\":" + NOW + ",\"j\":[1,{\"n\":7},{\"n\":\"no name\",\"v\":{}},{\"n\":\"a:b=c\",\"v\":[]}]}",
                "{\"j\":[");

        // then
        assertThat(read.points().size()).isEqualTo(1);
        assertThat(read.gaps())
                .extracting(row ->
                        row.offset() + " " + row.record().gap().orElseThrow().reason() + " "
                                + row.record().gap().orElseThrow().records().orElse(0))
                .containsExactly("0 UNREADABLE 3", "4 UNREADABLE 1", "5 QUEUE_FULL 3", "7 UNREADABLE 1");
    }

    @Test
    void whatIsLostIsAGapBeforeTheOthers() throws Exception {
        // given
        Frames frames =
                new Frames.Builder().add("x".getBytes(StandardCharsets.UTF_8)).build();
        StreamBatch batch = new StreamBatch(
                InstanceId.parse("aws1/i-1"),
                new StreamName("metrics"),
                StreamKind.METRIC,
                UUID.randomUUID(),
                2,
                8,
                8,
                Optional.of(new Lost(2, 7, "SPOOL_FULL")),
                frames.block());

        // when
        BatchPoints read = BatchPoints.of(batch, NOW, WINDOW, ClockOffset.NONE, RULES);

        // then
        assertThat(read.gaps()).extracting(LogRow::offset).containsExactly(2L, 7L);
    }

    private static String threads(int count) {
        return "{\"n\":\"java.lang:type=Threading\",\"v\":{\"ThreadCount\":" + count + "}}";
    }

    private static String sample(long nanos, String bean) {
        return "{\"t\":" + nanos + ",\"j\":[" + bean + "]}";
    }

    private static BatchPoints read(String... payloads) throws Exception {
        Frames.Builder frames = new Frames.Builder();
        for (String payload : payloads) {
            frames.add(payload.getBytes(StandardCharsets.UTF_8));
        }
        return BatchPoints.of(
                new StreamBatch(
                        InstanceId.parse("aws1/i-1"),
                        new StreamName("metrics"),
                        StreamKind.METRIC,
                        UUID.randomUUID(),
                        0,
                        payloads.length,
                        payloads.length,
                        Optional.empty(),
                        frames.build().block()),
                NOW,
                WINDOW,
                ClockOffset.NONE,
                RULES);
    }
}
