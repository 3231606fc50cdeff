package io.farspan.telemetry.prometheus;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.matching.LabelMatcher.Operator;
import io.farspan.telemetry.rules.Metric;
import io.farspan.telemetry.rules.MetricType;
import io.farspan.telemetry.store.Database;
import io.farspan.telemetry.store.TestMetrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Answers over a real PostgreSQL, in both forms. */
class ReadAnswersTest {

    private static final Instant BEGIN =
            Instant.now().truncatedTo(ChronoUnit.SECONDS).minusSeconds(3_600);
    private static final Metric USED = new Metric("jvm.memory.used", "By", MetricType.UPDOWNCOUNTER, "");
    private static final Metric CPU = new Metric("jvm.cpu.time", "s", MetricType.COUNTER, "");

    @RegisterExtension
    static final Database DATABASE = new Database();

    private final TestMetrics metrics = new TestMetrics(DATABASE);
    private final ReadAnswers answers = new ReadAnswers(metrics.reader(), Set.of("monitor"), 1 << 20);

    @BeforeEach
    void store() {
        metrics.add("shop", "aws1/i-1", USED, Map.of("jvm.memory.type", "heap"), BEGIN, 10, 1, 2, 3);
        metrics.add("shop", "aws1/i-1", USED, Map.of("jvm.memory.type", "non_heap"), BEGIN, 10, 7);
        metrics.add("shop", "az1/i-1", USED, Map.of("jvm.memory.type", "heap", "instance", "x"), BEGIN, 10, 5);
        metrics.add("shop", "aws1/i-1", CPU, Map.of(), BEGIN, 10, 0.5, 0.75);
        metrics.add("kafka", "aws1/i-1", CPU, Map.of(), BEGIN, 10, 9);
    }

    @Test
    void bothFormsHaveTheSameSeriesInPrometheusForm() {
        for (int type : new int[] {0, 1}) {
            // when
            List<ReadMessages.Series> series = read(type, List.of("shop"), is("__name__", "jvm_memory_used_bytes"));

            // then
            long begin = BEGIN.toEpochMilli();
            assertThat(series)
                    .containsExactly(
                            new ReadMessages.Series(
                                    labels("az1", "i-1", Map.of("jvm_memory_type", "heap", "exported_instance", "x")),
                                    List.of(begin + " 5.0")),
                            new ReadMessages.Series(
                                    labels("aws1", "i-1", Map.of("jvm_memory_type", "heap")),
                                    List.of(begin + " 1.0", begin + 10_000 + " 2.0", begin + 20_000 + " 3.0")),
                            new ReadMessages.Series(
                                    labels("aws1", "i-1", Map.of("jvm_memory_type", "non_heap")),
                                    List.of(begin + " 7.0")));
        }
    }

    @Test
    void eachMatcherNarrowsAndExternalLabelsDoNot() {
        assertThat(names(is("location", "az1"))).containsExactly("jvm_memory_used_bytes");
        assertThat(names(is("application", "kafka"))).containsExactly("jvm_cpu_time_seconds_total");
        assertThat(names(is("application", "other"))).isEmpty();
        assertThat(names(new ReadMessages.Condition(Operator.MATCHES, "__name__", "jvm_cpu.*")))
                .hasSize(2);
        assertThat(names(new ReadMessages.Condition(Operator.NOT_MATCHES, "jvm_memory_type", ".+")))
                .hasSize(2);
        assertThat(names(new ReadMessages.Condition(Operator.NOT_EQUAL, "jvm_memory_type", "heap")))
                .hasSize(3);
        assertThat(names(is("jvm_memory_type", ""))).hasSize(2);
        assertThat(names(is("monitor", "europe"))).hasSize(5);
        assertThat(names(is("unknown", "x"))).isEmpty();
        assertThat(names(is("instance", "i-1"), is("location", "aws1"))).hasSize(4);
    }

    @Test
    void onlyApplicationsThatTheCallerMayReadAreThere() {
        assertThat(read(0, List.of("kafka"), is("__name__", "jvm_cpu_time_seconds_total")))
                .extracting(series -> series.labels().get("application"))
                .containsExactly("kafka");
        assertThat(read(0, List.of())).isEmpty();
    }

    @Test
    void aSecretIsMaskedBeforeItIsMatched() {
        // given: somebody who may not see a type guesses it
        UnaryOperator<RawJson> view =
                attributes -> RawJson.of(attributes.toString().replace("non_heap", "***"));

        // then
        assertThat(answer(0, List.of("shop"), view, is("jvm_memory_type", "non_heap")))
                .isEmpty();
        assertThat(answer(0, List.of("shop"), view, is("jvm_memory_type", "***")))
                .hasSize(1);
    }

    @Test
    void aSeriesWhoseMetricChangedItsTypeIsOneSeriesInOrder() {
        // given
        Metric before = new Metric("queue.size", "", MetricType.GAUGE, "");
        Metric after = new Metric("queue.size", "", MetricType.UPDOWNCOUNTER, "");
        metrics.add("shop", "aws1/i-2", after, Map.of(), BEGIN.plusSeconds(20), 10, 3, 4);
        metrics.add("shop", "aws1/i-2", before, Map.of(), BEGIN, 10, 1, 2);

        // then
        assertThat(read(0, List.of("shop"), is("__name__", "queue_size")))
                .singleElement()
                .satisfies(series -> assertThat(series.samples())
                        .extracting(sample -> sample.split(" ")[1])
                        .containsExactly("1.0", "2.0", "3.0", "4.0"));
    }

    @Test
    void aLongSeriesComesInChunks() {
        // given
        double[] values =
                IntStream.range(0, 1_000).mapToDouble(index -> index * 0.5).toArray();
        metrics.add("shop", "aws1/i-3", CPU, Map.of(), BEGIN, 1, values);

        // when
        byte[] body = body(1, List.of("shop"), UnaryOperator.identity(), is("instance", "i-3"));

        // then
        assertThat(ReadMessages.chunks(body)).hasSize(9);
        assertThat(ReadMessages.streamed(body)).singleElement().satisfies(series -> assertThat(series.samples())
                .hasSize(1_000)
                .endsWith(BEGIN.plusSeconds(999).toEpochMilli() + " 499.5"));
    }

    @Test
    void anAnswerThatIsTooLargeIsRefusedInBothForms() {
        // given
        ReadAnswers few = new ReadAnswers(metrics.reader(), Set.of(), 200);

        for (int type : new int[] {0, 1}) {
            // when, then
            assertThat(few.answer(request(type, is("jvm_memory_type", "heap")), List.of("kafka"), view -> view))
                    .hasSizeLessThan(200);
            assertThatExceptionOfType(FarspanException.class)
                    .isThrownBy(() -> few.answer(request(type), List.of("shop"), UnaryOperator.identity()))
                    .withMessageContaining("200 bytes")
                    .extracting(FarspanException::code)
                    .isEqualTo(ProblemCode.TOO_MUCH);
        }
    }

    private List<String> names(ReadMessages.Condition... conditions) {
        return read(0, List.of("shop", "kafka"), conditions).stream()
                .map(series -> series.labels().getOrDefault("__name__", ""))
                .toList();
    }

    private List<ReadMessages.Series> read(int type, List<String> applications, ReadMessages.Condition... conditions) {
        return answer(type, applications, UnaryOperator.identity(), conditions);
    }

    private List<ReadMessages.Series> answer(
            int type, List<String> applications, UnaryOperator<RawJson> view, ReadMessages.Condition... conditions) {
        byte[] body = body(type, applications, view, conditions);
        return type == 0 ? ReadMessages.samples(body) : ReadMessages.streamed(body);
    }

    private byte[] body(
            int type, List<String> applications, UnaryOperator<RawJson> view, ReadMessages.Condition... conditions) {
        return answers.answer(request(type, conditions), applications, view);
    }

    private static ReadRequest request(int type, ReadMessages.Condition... conditions) {
        return ReadRequest.read(ReadMessages.request(BEGIN, BEGIN.plusSeconds(3_000), List.of(conditions), type));
    }

    private static ReadMessages.Condition is(String name, String value) {
        return new ReadMessages.Condition(Operator.EQUAL, name, value);
    }

    private static Map<String, String> labels(String location, String instance, Map<String, String> more) {
        Map<String, String> labels = new HashMap<>(more);
        labels.put("__name__", "jvm_memory_used_bytes");
        labels.put("application", "shop");
        labels.put("location", location);
        labels.put("instance", instance);
        return labels;
    }
}
