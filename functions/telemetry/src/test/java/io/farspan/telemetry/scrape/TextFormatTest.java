package io.farspan.telemetry.scrape;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class TextFormatTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // Prometheus 2 and 3
                "application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,"
                        + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2 | OPEN_METRICS",
                "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
                        + "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2"
                        + " | OPEN_METRICS",
                "application/openmetrics-text; version=\"1.0.0\" | OPEN_METRICS",
                "application/openmetrics-text | OPEN_METRICS",
                "application/openmetrics-text;version=0.0.1 | PROMETHEUS",
                "application/openmetrics-text;version=1.0.0;q=0 | PROMETHEUS",
                "application/openmetrics-text;version=1.0.0;q=0.1,text/plain | PROMETHEUS",
                "text/plain;version=0.0.4 | PROMETHEUS",
                "*/* | PROMETHEUS",
                "application/json | PROMETHEUS",
                ";;=,,q | PROMETHEUS"
            })
    void aClientGetsWhatItPrefers(String accept, TextFormat format) {
        assertThat(TextFormat.of(accept)).isEqualTo(format);
    }

    @Test
    void withoutAPreferenceItIsPlainText() {
        assertThat(TextFormat.of(null)).isEqualTo(TextFormat.PROMETHEUS);
    }
}
