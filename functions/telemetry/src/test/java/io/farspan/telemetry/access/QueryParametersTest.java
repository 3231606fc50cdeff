package io.farspan.telemetry.access;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What every query of telemetry has. */
public class QueryParametersTest {

    /** Parameters that are there once. */
    public static QueryParameters of(Map<String, String> values) {
        Map<String, List<String>> lists = new HashMap<>();
        values.forEach((name, value) -> lists.put(name, List.of(value)));
        return new QueryParameters(lists);
    }

    @Test
    void anInstanceIsNamedWholeOrInItsLocation() {
        // given
        QueryParameters whole = of(Map.of("instance", "aws1/i-7", "location", "az1"));
        QueryParameters inLocation = of(Map.of("instance", "i-7", "location", "az1"));

        // then
        assertThat(whole.location()).contains("aws1");
        assertThat(whole.instance()).contains("i-7");
        assertThat(inLocation.location()).contains("az1");
        assertThat(inLocation.instance()).contains("i-7");
    }

    @Test
    void whatIsEmptyIsNotThere() {
        assertThat(of(Map.of("from", "", "text", "")).instant("from")).isEmpty();
        assertThat(of(Map.of("from", "", "text", "")).text("text")).isEmpty();
        assertThat(of(Map.of()).all("label")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"yesterday", "1969-12-31T00:00:00Z", "9999-01-01T00:00:00Z", "+999999999-12-31T23:59:59Z"})
    void aTimeThatMakesNoSenseIsRefused(String value) {
        assertThatThrownBy(() -> of(Map.of("from", value)).instant("from"))
                .isInstanceOfSatisfying(
                        FarspanException.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.MALFORMED_REQUEST));
    }
}
