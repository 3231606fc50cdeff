package io.farspan.telemetry.collect;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.stream.Frames;
import io.farspan.protocol.stream.MalformedStreamException;
import io.farspan.protocol.stream.StreamBatch;
import io.farspan.protocol.stream.StreamKind;
import io.farspan.protocol.stream.StreamName;
import io.farspan.protocol.stream.StreamRecord;
import io.farspan.telemetry.store.LogRow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The rows of a batch, made one by one. */
class BatchRowsTest {

    private static final long DAY = TimeUnit.DAYS.toNanos(1);
    private static final long NOW = 20_000 * DAY;
    private static final TimeWindow WINDOW = new TimeWindow(Duration.ofDays(14));

    @Test
    void rowsAreMadeAsTheyAreReadAndNotKept() throws Exception {
        // given
        BatchRows rows = BatchRows.of(
                batch("{\"t\":1,\"m\":\"one\"}", "{\"t\":2,\"m\":\"two\"}"), NOW, WINDOW, ClockOffset.NONE);

        // when
        LogRow first = rows.iterator().next();
        LogRow again = rows.iterator().next();

        // then: each reading makes its own
        assertThat(again.record()).isNotSameAs(first.record());
        assertThat(again.record().message()).isEqualTo("one");
        assertThat(rows).extracting(LogRow::offset).containsExactly(0L, 1L);
    }

    @Test
    void theTimesAreThoseOfTheRowsHoweverARecordIsWritten() throws Exception {
        // given
        List<String> records = new ArrayList<>();
        for (long time : List.of(NOW, NOW - 3 * DAY, NOW + DAY, NOW - 400 * DAY, NOW + 400 * DAY, -1L)) {
            records.add(new String(StreamRecord.of(time, 9, "x").write(), StandardCharsets.UTF_8));
        }
        records.add("{\"m\":\"x\",\"t\":" + (NOW - 5 * DAY) + "}");
        records.add("{\"t\": " + (NOW - 6 * DAY) + "}");
        records.add("{\"t\":" + (NOW - 7 * DAY) + "}");
        records.add("{\"t\":" + NOW + ",\"d\":" + 2 * DAY + "}");
        records.add("{\"t\":" + NOW + ",\"d\":-" + 2 * DAY + ",\"m\":\"x\"}");
        records.add("{\"t\":" + NOW + ",\"d\":x}");
        records.add("{\"t\":99999999999999999999}");
        records.add("{\"t\":1e3}");
        records.add("{\"t\":");
        records.add("x");

        // when
        BatchRows rows = BatchRows.of(batch(records.toArray(String[]::new)), NOW, WINDOW, ClockOffset.NONE);

        // then
        List<Long> of = new ArrayList<>();
        rows.forEach(row -> of.add(row.nanos()));
        assertThat(of).hasSize(records.size());
        assertThat(rows.times().boxed().distinct())
                .containsExactlyInAnyOrderElementsOf(of.stream().distinct().toList());
    }

    @Test
    void aRecordIsStoredUnderHomesTimeByTheClockOfTheRunThatAppendedIt() throws Exception {
        // given: an earlier run was two days late, this one is a day ahead, and was set back by three within it
        StreamBatch batch = batch(
                "{\"t\":" + (NOW - 3 * DAY) + "}",
                "{\"t\":" + NOW + "}",
                "{\"t\":" + (NOW - 3 * DAY) + ",\"d\":" + 3 * DAY + "}");

        // when
        BatchRows rows = BatchRows.of(batch, NOW, WINDOW, new ClockOffset(1, -2 * DAY, DAY));

        // then
        assertThat(rows).extracting(LogRow::nanos).containsExactly(NOW - DAY, NOW - DAY, NOW - DAY);
        assertThat(rows).extracting(row -> row.record().nanos()).containsExactly(NOW - 3 * DAY, NOW, NOW - 3 * DAY);
        assertThat(rows.times().boxed()).contains(NOW - DAY);
    }

    @Test
    void aMistakeInAPayloadIsReportedWithoutAStackTrace() {
        assertThatThrownBy(() -> StreamRecord.read(new byte[] {1}))
                .isInstanceOfSatisfying(MalformedStreamException.class, e -> assertThat(e.getStackTrace())
                        .isEmpty());
    }

    private static StreamBatch batch(String... payloads) {
        Frames.Builder frames = new Frames.Builder();
        for (String payload : payloads) {
            frames.add(payload.getBytes(StandardCharsets.UTF_8));
        }
        return new StreamBatch(
                InstanceId.parse("aws1/i-1"),
                new StreamName("jul"),
                StreamKind.LOG,
                UUID.randomUUID(),
                0,
                payloads.length,
                payloads.length,
                Optional.empty(),
                frames.build().block());
    }
}
