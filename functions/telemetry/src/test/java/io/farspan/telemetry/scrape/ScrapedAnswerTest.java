package io.farspan.telemetry.scrape;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.home.work.ByteBudget;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.call.UnifiedAnswer;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.rules.RuleSet;
import io.farspan.telemetry.rules.Rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ScrapedAnswerTest {

    private static final Problem SILENT = Problem.of(ProblemCode.INSTANCE_TIMEOUT, "It did not answer.");

    @TempDir
    private Path folder;

    private RuleSet rules;

    @BeforeEach
    void compile() throws IOException {
        rules = Rules.of(
                List.of(),
                List.of(
                        Files.writeString(
                                folder.resolve("rules.yaml"),
                                "rules: [{bean: 'a:x=*', metricAttribute: {x: param(x)}, mapping: {A: }}, {bean: 'b:y=1', mapping: {B: }}]")));
    }

    @Test
    void whatDidNotAnswerIsAMetric() {
        // given
        UnifiedAnswer answer = answer(
                List.of(
                        Outcome.answered(
                                InstanceId.parse("aws1/i-1"),
                                3,
                                List.of(
                                        RawJson.of("{\"status\":200,\"value\":{\"a:x=1\":{\"A\":7}}}"),
                                        RawJson.of(
                                                "{\"status\":504,\"problem\":{\"code\":\"INSTANCE_TIMEOUT\",\"detail\":\"x\"}}"))),
                        Outcome.failed(InstanceId.parse("aws1/i-2"), 3, SILENT),
                        Outcome.failed(InstanceId.parse("az1/i-1"), 3, SILENT)),
                Map.of("dc1", Problem.of(ProblemCode.FUNCTION_UNREACHABLE, "It cannot be reached.")));

        // when
        String text = write(answer, 1_000);

        // then
        assertThat(text.lines().filter(line -> !line.startsWith("#")))
                .containsExactly(
                        "A{location=\"aws1\",instance=\"i-1\",x=\"1\"} 7",
                        "farspan_instance_unanswered_requests{location=\"aws1\",instance=\"i-1\"} 1",
                        "farspan_instance_up{location=\"aws1\",instance=\"i-1\"} 1",
                        "farspan_instance_up{location=\"aws1\",instance=\"i-2\"} 0",
                        "farspan_instance_up{location=\"az1\",instance=\"i-1\"} 0",
                        "farspan_location_up{location=\"aws1\"} 1",
                        "farspan_location_up{location=\"az1\"} 0",
                        "farspan_location_up{location=\"dc1\"} 0");
    }

    @Test
    void tooManySeriesAreAProblemThatSaysWhere() {
        // given
        StringBuilder many = new StringBuilder("{\"status\":200,\"value\":{");
        for (int bean = 0; bean < 50; bean++) {
            many.append(bean == 0 ? "" : ",").append("\"a:x=").append(bean).append("\":{\"A\":1}");
        }
        UnifiedAnswer answer = answer(
                List.of(Outcome.answered(
                        InstanceId.parse("aws1/i-1"),
                        3,
                        List.of(RawJson.of(many.append("}}").toString()), RawJson.of("{\"status\":404}")))),
                Map.of());

        // when, then
        assertThat(write(answer, 53).lines().filter(line -> line.startsWith("A{")))
                .hasSize(50);
        assertThatThrownBy(() -> write(answer, 52))
                .hasMessageContaining("more than 52 series")
                .hasMessageContaining("aws1/i-1")
                .hasMessageContaining("farspan.telemetry.scrape.max-series");
    }

    private String write(UnifiedAnswer answer, int most) {
        Scrape scrape = new Scrape("shop", Optional.empty(), TextFormat.PROMETHEUS, Duration.ofSeconds(1));
        try (ByteBudget.Share room = new ByteBudget(1 << 20).open("ann")) {
            return new String(ScrapedAnswer.write(scrape, answer, rules, most, room), UTF_8);
        }
    }

    private static UnifiedAnswer answer(List<Outcome> outcomes, Map<String, Problem> problems) {
        return new UnifiedAnswer(
                "shop", 1, Instant.EPOCH, false, false, 3, 5, outcomes, problems, Map.of(), Optional.empty());
    }
}
