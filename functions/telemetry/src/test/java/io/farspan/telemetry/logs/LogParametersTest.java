package io.farspan.telemetry.logs;

import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.access.QueryParametersTest;
import io.farspan.telemetry.store.LogCursor;
import io.farspan.telemetry.store.LogQuery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The parameters of a query, and those that make no sense. */
class LogParametersTest {

    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    @Test
    void withoutAnyItIsTheLastHour() {
        LogQuery query = query(Map.of());

        assertThat(query.from()).isEqualTo("2026-11-30T11:00:00Z");
        assertThat(query.to()).isAfter(NOW);
        assertThat(query.limit()).isEqualTo(LogParameters.USUAL);
        assertThat(query.after()).isEmpty();
    }

    @Test
    void eachIsPassedOn() {
        // when
        LogQuery query = query(Map.of(
                "from", "2026-11-01T00:00:00Z",
                "to", "2026-11-02T00:00:00Z",
                "level", "WARN",
                "instance", "aws1/i-7",
                "trace", "0123456789ABCDEF0123456789ABCDEF",
                "after", "-5.2.-1",
                "limit", "10"));

        // then
        assertThat(query.from()).isEqualTo("2026-11-01T00:00:00Z");
        assertThat(query.severity()).contains(13);
        assertThat(query.location()).contains("aws1");
        assertThat(query.instance()).contains("i-7");
        assertThat(query.trace()).contains("0123456789abcdef0123456789abcdef");
        assertThat(query.after()).contains(new LogCursor(-5, 2, -1));
        assertThat(query.limit()).isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource({
        "from,yesterday",
        "from,1800-01-01T00:00:00Z",
        "to,9999-01-01T00:00:00Z",
        "level,loud",
        "limit,0",
        "limit,10001",
        "limit,-1",
        "limit,99999999999",
        "after,1.2",
        "after,x",
        "after,9999999999999999999.1.1",
        "instance,no where/x",
        "text,a\u0000b"
    })
    void whatMakesNoSenseIsRefused(String name, String value) {
        assertThatThrownBy(() -> query(Map.of(name, value)))
                .isInstanceOfSatisfying(
                        FarspanException.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.MALFORMED_REQUEST));
    }

    private static LogQuery query(Map<String, String> values) {
        return new LogParameters(QueryParametersTest.of(values)).query("shop", NOW);
    }
}
