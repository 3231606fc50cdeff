package io.farspan.protocol.trace;

import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TraceContextTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Test
    void aHopKeepsTheTraceAndNamesItsOwnSpan() {
        // when
        TraceContext hop = TraceContext.continueFrom(Optional.of("00-" + TRACE + "-00f067aa0ba902b7-01"));

        // then
        assertThat(hop.traceId()).isEqualTo(TRACE);
        assertThat(hop.spanId()).hasSize(16).isNotEqualTo("00f067aa0ba902b7");
        assertThat(hop.traceparent()).matches("00-" + TRACE + "-[0-9a-f]{16}-01");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01"
            })
    void aBrokenHeaderStartsANewTrace(String header) {
        assertThat(TraceContext.continueFrom(Optional.of(header)).traceId())
                .hasSize(32)
                .isNotEqualTo(TRACE);
    }
}
