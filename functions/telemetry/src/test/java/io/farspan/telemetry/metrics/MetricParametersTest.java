package io.farspan.telemetry.metrics;

import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.access.QueryParametersTest;
import io.farspan.telemetry.matching.MatchTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The parameters of a query, and those that make no sense. */
class MetricParametersTest {

    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    @Test
    void withoutAnyItIsTheLastHourInSixtySteps() {
        MetricQuery query = query(Map.of());

        assertThat(query.from()).isEqualTo("2026-11-30T11:00:00Z");
        assertThat(query.grid().count()).isEqualTo(61);
        assertThat(query.grid().step()).isEqualTo(60_000);
        assertThat(query.name().matches("anything")).isTrue();
        assertThat(query.aggregate()).isEqualTo(Aggregate.NONE);
    }

    @Test
    void eachIsPassedOn() {
        // when
        MetricQuery query = query(Map.of(
                "from", "2026-11-01T00:00:00Z",
                "to", "2026-11-01T00:10:30Z",
                "step", "1m",
                "name", "jvm.memory.*",
                "label", "jvm.memory.type=heap",
                "instance", "aws1/i-7",
                "aggregate", "p99",
                "rate", "true"));

        // then
        assertThat(query.grid())
                .isEqualTo(new Grid(Instant.parse("2026-11-01T00:00:00Z").toEpochMilli(), 60_000, 11));
        assertThat(query.name().matches("jvm.memory.used")).isTrue();
        assertThat(query.name().matches("jvmXmemory.used")).isFalse();
        assertThat(query.labels()).hasSize(1);
        assertThat(query.location()).contains("aws1");
        assertThat(query.instance()).contains("i-7");
        assertThat(query.aggregate()).isEqualTo(Aggregate.P99);
        assertThat(query.rate()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "from,yesterday",
        "from,1969-01-01T00:00:00Z",
        "to,9999-01-01T00:00:00Z",
        "to,2020-01-01T00:00:00Z",
        "step,0",
        "step,-1",
        "step,1w",
        "step,9999999",
        "label,nothing",
        "label,a=~(",
        "aggregate,median",
        "rate,yes",
        "instance,no where/x",
        "name,a\u0000b"
    })
    void whatMakesNoSenseIsRefused(String name, String value) {
        assertThatThrownBy(() -> query(
                        value.startsWith("2020")
                                ? Map.of(name, value, "from", "2021-01-01T00:00:00Z")
                                : Map.of(name, value)))
                .isInstanceOfSatisfying(
                        FarspanException.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.MALFORMED_REQUEST));
    }

    @Test
    void tooManyStepsAreTooMuch() {
        assertThatThrownBy(() -> query(Map.of("from", "2026-01-01T00:00:00Z", "step", "1")))
                .isInstanceOfSatisfying(
                        FarspanException.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.TOO_MUCH));
    }

    private static MetricQuery query(Map<String, String> values) {
        return new MetricParameters(QueryParametersTest.of(values), new MatchTime()).query("shop", NOW);
    }
}
