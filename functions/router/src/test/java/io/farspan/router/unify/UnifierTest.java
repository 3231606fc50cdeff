package io.farspan.router.unify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import io.farspan.protocol.call.Aggregation;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;

import static org.assertj.core.api.Assertions.assertThat;

class UnifierTest {

    @Test
    void numbersAreAggregated() {
        Map<Aggregation, JsonNode> unified = unify("1", "2", "3", "10");
        assertThat(unified.get(Aggregation.SUM)).hasToString("16");
        assertThat(unified.get(Aggregation.AVG)).hasToString("4.0");
        assertThat(unified.get(Aggregation.MIN)).hasToString("1");
        assertThat(unified.get(Aggregation.MAX)).hasToString("10");
        assertThat(unified.get(Aggregation.P50)).hasToString("2");
        assertThat(unified.get(Aggregation.P99)).hasToString("10");
        assertThat(unified.get(Aggregation.MERGE)).hasToString("[1,2,3,10]");
    }

    @Test
    void integersStayExactAndFractionsStayFractions() {
        assertThat(unify("9223372036854775807", "9223372036854775807").get(Aggregation.SUM))
                .hasToString("18446744073709551614");
        assertThat(unify("0.1", "0.2").get(Aggregation.SUM)).hasToString("0.3");
        assertThat(unify("1", "0.5").get(Aggregation.MAX)).hasToString("1.0");
    }

    @Test
    void compositeValuesAreAggregatedKeyByKey() {
        Map<Aggregation, JsonNode> unified = unify(
                "{\"used\":5,\"max\":10,\"name\":\"a\",\"pool\":{\"x\":1}}",
                "{\"used\":7,\"max\":10,\"name\":\"b\",\"pool\":{\"x\":2,\"y\":3}}");
        assertThat(unified.get(Aggregation.SUM)).hasToString("{\"max\":20,\"pool\":{\"x\":3,\"y\":3},\"used\":12}");
        assertThat(unified.get(Aggregation.MERGE))
                .hasToString("{\"used\":[5,7],\"max\":10,\"name\":[\"a\",\"b\"],\"pool\":{\"x\":[1,2],\"y\":3}}");
    }

    @Test
    void listsAreMergedWithoutDuplicates() {
        assertThat(unify("[\"a\",\"b\"]", "[\"b\",\"c\"]").get(Aggregation.MERGE))
                .hasToString("[\"a\",\"b\",\"c\"]");
        assertThat(unify("[1,2]", "[1,2]").get(Aggregation.MERGE)).hasToString("[1,2]");
    }

    @Test
    void whatHasNoAggregateIsNull() {
        Map<Aggregation, JsonNode> unified = unify("\"a\"", "\"b\"", "null");
        assertThat(unified.get(Aggregation.SUM).isNull()).isTrue();
        assertThat(unified.get(Aggregation.MERGE)).hasToString("[\"a\",\"b\"]");
        assertThat(unify().get(Aggregation.MAX).isNull()).isTrue();
    }

    @Test
    void errorsAndMissingAnswersAreIgnored() {
        // given
        List<Outcome> outcomes = List.of(
                answered("{\"status\":200,\"value\":4}"),
                answered("{\"status\":404,\"value\":100}"),
                Outcome.failed(InstanceId.parse("aws1/i-9"), 0, Problem.of(ProblemCode.INSTANCE_TIMEOUT, "no answer")));

        // when
        Map<Aggregation, JsonNode> unified =
                new Unifier().unify(List.of(Aggregation.SUM), 1, outcomes).get(0);

        // then
        assertThat(unified.get(Aggregation.SUM)).hasToString("4");
    }

    private static Map<Aggregation, JsonNode> unify(String... values) {
        List<Outcome> outcomes = new ArrayList<>();
        Arrays.stream(values).forEach(value -> outcomes.add(answered("{\"status\":200,\"value\":" + value + "}")));
        return new Unifier().unify(List.of(Aggregation.values()), 1, outcomes).get(0);
    }

    private static Outcome answered(String response) {
        return Outcome.answered(InstanceId.parse("aws1/i-1"), 1, List.of(RawJson.of(response)));
    }
}
