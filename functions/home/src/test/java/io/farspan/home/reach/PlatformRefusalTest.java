package io.farspan.home.reach;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class PlatformRefusalTest {

    private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            textBlock =
                    """
                    # Retry-After                 | Date                          | seconds
                    0                             | -                             | 0
                    7                             | -                             | 7
                    Tue, 24 Nov 2026 10:00:05 GMT | -                             | 5
                    Tue, 24 Nov 2026 09:00:00 GMT | -                             | 0
                    Tue, 24 Nov 2026 11:00:05 GMT | Tue, 24 Nov 2026 11:00:00 GMT | 5
                    soon                          | -                             | -
                    -3                            | -                             | -
                    99999999999                   | -                             | -
                    """)
    void retryAfterIsSecondsOrADateByThePlatformsClock(String retryAfter, String date, Long seconds) {
        assertThat(PlatformRefusal.of(429, Optional.of(retryAfter), Optional.ofNullable(date), NOW))
                .contains(new PlatformRefusal(true, Optional.ofNullable(seconds).map(Duration::ofSeconds)));
    }

    @Test
    void only429IsCertainAnd503NeedsRetryAfter() {
        assertThat(of(429, null)).contains(new PlatformRefusal(true, Optional.empty()));
        assertThat(of(503, "1")).contains(new PlatformRefusal(false, Optional.of(Duration.ofSeconds(1))));
        assertThat(of(503, null)).isEmpty();
        assertThat(of(500, "1")).isEmpty();
    }

    private static Optional<PlatformRefusal> of(int status, String retryAfter) {
        return PlatformRefusal.of(status, Optional.ofNullable(retryAfter), Optional.empty(), NOW);
    }
}
