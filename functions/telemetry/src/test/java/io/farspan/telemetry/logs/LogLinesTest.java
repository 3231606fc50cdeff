package io.farspan.telemetry.logs;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.farspan.telemetry.store.LogCursor;
import io.farspan.telemetry.store.LogPage;

import static org.assertj.core.api.Assertions.assertThat;

class LogLinesTest {

    private static final Optional<LogCursor> PLACE = Optional.of(new LogCursor(1_000_000, 2, 3));

    @Test
    void theLastLineSaysWhereToGoOnAndWhetherTheSearchWasCutShort() {
        assertThat(lines(new LogPage(List.of(), Optional.empty(), Optional.empty())))
                .isEmpty();
        assertThat(lines(new LogPage(List.of(), PLACE, Optional.empty()))).isEqualTo("{\"next\":\"1000000.2.3\"}\n");
        assertThat(lines(new LogPage(List.of(), PLACE, Optional.of(Instant.EPOCH.plusSeconds(1)))))
                .isEqualTo("{\"next\":\"1000000.2.3\",\"partial\":true,\"searched\":\"1970-01-01T00:00:01Z\"}\n");
    }

    private static String lines(LogPage page) {
        return new String(LogLines.write(page, value -> value), StandardCharsets.UTF_8);
    }
}
