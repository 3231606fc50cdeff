package io.farspan.telemetry.scrape;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.problem.FarspanException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ScrapeTimeoutTest {

    @ParameterizedTest
    @CsvSource({"10, 9000", "10.000000, 9000", "1.5, 1250", "0.1, 1", "0, 1", "60, 29000", "999999, 29000"})
    void theInstancesGetWhatTheScraperWaitsLessAMargin(String header, long millis) {
        assertThat(ScrapeTimeout.deadline(header)).isEqualTo(Duration.ofMillis(millis));
    }

    @Test
    void withoutTheHeaderItIsTheUsualDeadline() {
        assertThat(ScrapeTimeout.deadline(null)).isEqualTo(ManagementCall.USUAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ten", "-1", "1e9", "NaN", "1234567", "1,5"})
    void anythingElseIsAMistake(String header) {
        assertThatThrownBy(() -> ScrapeTimeout.deadline(header)).isInstanceOf(FarspanException.class);
    }
}
