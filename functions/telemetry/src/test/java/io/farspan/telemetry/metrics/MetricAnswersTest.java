package io.farspan.telemetry.metrics;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.farspan.protocol.json.Json;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.access.QueryParameters;
import io.farspan.telemetry.matching.MatchTime;
import io.farspan.telemetry.rules.Metric;
import io.farspan.telemetry.rules.MetricType;
import io.farspan.telemetry.store.Database;
import io.farspan.telemetry.store.TestMetrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Queries over a real PostgreSQL. */
class MetricAnswersTest {

    private static final Instant BEGIN =
            Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(3_600);
    private static final Metric USED = new Metric("jvm.memory.used", "By", MetricType.UPDOWNCOUNTER, "");
    private static final Metric CPU = new Metric("jvm.cpu.time", "s", MetricType.COUNTER, "");

    @RegisterExtension
    static final Database DATABASE = new Database();

    private final TestMetrics metrics = new TestMetrics(DATABASE);
    private final MetricAnswers answers = new MetricAnswers(metrics.reader());

    @Test
    void eachInstanceHasItsRowAndAllTogetherHaveOne() {
        // given
        metrics.add("shop", "aws1/i-1", USED, Map.of("jvm.memory.type", "heap"), BEGIN, 60, 1, 2, 3);
        metrics.add("shop", "aws1/i-2", USED, Map.of("jvm.memory.type", "heap"), BEGIN.plusSeconds(60), 60, 20, 30);
        metrics.add("shop", "az1/i-1", USED, Map.of("jvm.memory.type", "non_heap"), BEGIN, 60, 5, 5, 5);
        metrics.add("other", "az1/i-1", USED, Map.of("jvm.memory.type", "heap"), BEGIN, 60, 9, 9, 9);

        // then
        assertThat(rows(Map.of()))
                .containsExactly(
                        "aws1/i-1 1 [1.0, 2.0, 3.0]", "aws1/i-2 1 [NaN, 20.0, 30.0]", "az1/i-1 1 [5.0, 5.0, 5.0]");
        assertThat(rows(Map.of("aggregate", "sum", "label", "jvm.memory.type=heap")))
                .containsExactly(" 2 [1.0, 22.0, 33.0]");
        assertThat(rows(Map.of("aggregate", "p50", "label", "jvm.memory.type!~non.*")))
                .containsExactly(" 2 [1.0, 11.0, 16.5]");
        assertThat(rows(Map.of("aggregate", "max", "location", "az1"))).containsExactly(" 1 [5.0, 5.0, 5.0]");
        assertThat(rows(Map.of("instance", "aws1/i-2"))).containsExactly("aws1/i-2 1 [NaN, 20.0, 30.0]");
        assertThat(rows(Map.of("name", "jvm.cpu.*"))).isEmpty();
    }

    @Test
    void ratesAreOfCountersOnlyAndKnowThatAnInstanceBeganAgain() {
        // given
        metrics.add("shop", "aws1/i-1", CPU, Map.of(), BEGIN.minusSeconds(60), 60, 100, 160, 30, 90);
        metrics.add("shop", "aws1/i-1", USED, Map.of(), BEGIN, 60, 1, 2, 3);

        // then
        assertThat(rows(Map.of("rate", "true"))).containsExactly("aws1/i-1 1 [1.0, 0.5, 1.0]");
        assertThat(report(Map.of("rate", "true")).series().get(0).unit()).isEqualTo("s/s");
    }

    @Test
    void theAnswerIsJsonWithNullWhereThereIsNoValue() {
        // given
        metrics.add("shop", "aws1/i-1", USED, Map.of("a", "b"), BEGIN.plusSeconds(60), 60, 20, 0.5);

        // then
        assertThat(new String(Json.write(report(Map.of())), StandardCharsets.UTF_8))
                .isEqualTo("{\"application\":\"shop\",\"from\":\"" + BEGIN + "\",\"step\":60.0,\"aggregate\":\"none\","
                        + "\"rate\":false,\"series\":[{\"name\":\"jvm.memory.used\",\"unit\":\"By\","
                        + "\"type\":\"updowncounter\",\"attributes\":{\"a\":\"b\"},\"instance\":\"aws1/i-1\","
                        + "\"instances\":1,\"values\":[null,20,0.5]}]}");
    }

    @Test
    void moreValuesThanAnAnswerMayHaveAreTooMuch() {
        // given
        for (int series = 0; series < 40; series++) {
            metrics.add("shop", "aws1/i-1", USED, Map.of("n", "" + series), BEGIN, 60, 1);
        }

        // when, then
        assertThatThrownBy(() -> report(Map.of("step", "1", "from", BEGIN.minusSeconds(10_900) + "")))
                .isInstanceOfSatisfying(
                        FarspanException.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.TOO_MUCH))
                .hasMessageContaining("Make step longer");
    }

    private List<String> rows(Map<String, String> parameters) {
        return report(parameters).series().stream()
                .map(series -> series.instance().map(Object::toString).orElse("") + " " + series.instances() + " "
                        + Arrays.toString(series.values()))
                .toList();
    }

    private MetricReport report(Map<String, String> parameters) {
        Map<String, List<String>> all = new HashMap<>();
        Map.of("from", BEGIN.toString(), "to", BEGIN.plusSeconds(120).toString(), "step", "60")
                .forEach((name, value) -> all.put(name, List.of(value)));
        parameters.forEach((name, value) -> all.put(name, List.of(value)));
        return answers.answer(
                new MetricParameters(new QueryParameters(all), new MatchTime()).query("shop", Instant.now()),
                UnaryOperator.identity());
    }
}
