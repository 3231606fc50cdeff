package io.farspan.protocol.async;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class TimerDelayTest {

    @ParameterizedTest
    @CsvSource({"PT-1S, PT0.001S", "PT0S, PT0.001S", "PT0.0009S, PT0.001S", "PT0.0015S, PT0.0015S", "PT5S, PT5S"})
    void aDelayIsNeverShorterThanTheShortestTimer(Duration wanted, Duration given) {
        assertThat(TimerDelay.of(wanted)).isEqualTo(given);
    }
}
