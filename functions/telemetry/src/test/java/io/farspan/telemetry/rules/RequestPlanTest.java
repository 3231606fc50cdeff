package io.farspan.telemetry.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.json.RawJson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The requests that rules are compiled into. */
class RequestPlanTest {

    private static final Path GOLDEN =
            Path.of(System.getProperty("farspan.root"), "functions/telemetry/src/test/resources/requests");

    /** What each of OpenTelemetry's files asks of an agent; a new release of them shows here. */
    @ParameterizedTest
    @ValueSource(strings = {"jvm", "tomcat", "kafka-broker", "activemq", "jetty"})
    void aRuleSetIsOneBulk(String target) throws IOException {
        String compiled = Rules.of(List.of(target), List.of()).requests().stream()
                .map(JolokiaRequest::toString)
                .collect(Collectors.joining("\n", "", "\n"));

        assertThat(compiled).isEqualTo(Files.readString(GOLDEN.resolve(target + ".ndjson")));
    }

    @Test
    void rulesOfTheSameMBeansShareARequest() {
        assertThat(
                        requests(
                                """
                        rules:
                          - bean: a:x=*,y=1
                            mapping: {A: , B.c: }
                          - beans: ['a:y=1,x=*', 'a:y=2']
                            metricAttribute: {k: beanattr(K)}
                            mapping: {B.d: }
                        """))
                .containsExactly(
                        "{\"type\":\"read\",\"mbean\":\"a:x=*,y=1\",\"attribute\":[\"A\",\"B\",\"K\"],"
                                + "\"config\":{\"ignoreErrors\":true,\"includeRequest\":false}}",
                        "{\"type\":\"read\",\"mbean\":\"a:y=2\",\"attribute\":[\"B\",\"K\"],"
                                + "\"config\":{\"ignoreErrors\":true,\"includeRequest\":false}}");
    }

    @Test
    void aPatternReadsForANameThatItMatchesOnlyWhenItReadsAsMuch() {
        assertThat(
                        requests(
                                """
                        rules:
                          - bean: a:x=*
                            mapping: {A: , B: }
                          - bean: a:x=1
                            mapping: {A: {metric: one}}
                          - bean: a:x=2
                            mapping: {C: }
                        """))
                .extracting(request -> request.replaceAll(".*\"mbean\":\"([^\"]*)\".*", "$1"))
                .containsExactly("a:x=*", "a:x=2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a:x=*      | a:x=1          | true",
                "a:x=*      | a:x=1,y=2      | false",
                "a:x=*,*    | a:x=1,y=2      | true",
                "a:x=*,*    | a:x=*          | true",
                "a:x=*      | a:x=*,*        | false",
                "a:x=*,*    | a:x=*,y=*      | true",
                "a:x=*,y=*  | a:x=1,y=*      | true",
                "a:x=1,y=*  | a:x=*,y=*      | false",
                "*:x=*      | a:x=?          | true",
                "b*:x=*     | bc*:x=*        | false",
                "a:x=*      | a:x=*          | false",
                "a:*        | a:x=*          | true",
            })
    void aPatternCoversWhatItCertainlyMatches(String pattern, String other, boolean covers)
            throws MalformedObjectNameException {
        assertThat(RequestPlan.covers(new ObjectName(pattern), new ObjectName(other)))
                .isEqualTo(covers);
    }

    @Test
    void aBulkHasALimit() {
        StringBuilder text = new StringBuilder("rules:\n");
        for (int bean = 0; bean < 1_001; bean++) {
            text.append("  - bean: a:b=").append(bean).append("\n    mapping: {A: }\n");
        }

        assertThatThrownBy(() -> requests(text.toString())).hasMessageContaining("1001 requests");
    }

    @Test
    void anAnswerIsReadBackByItsRequests() {
        // given
        RuleSet rules = RuleSet.of(RuleFile.read(
                "test",
                "rules: [{bean: 'a:x=*', metricAttribute: {x: param(x)}, mapping: {A: }}, {bean: 'b:y=1', mapping: {B: }},"
                        + " {bean: 'c:z=1', mapping: {C: }}]"));

        // when
        List<MetricPoint> points = rules.apply(MBeanValues.ofResponses(
                rules.requests(),
                List.of(
                        RawJson.of("{\"status\":200,\"value\":{\"a:x=1\":{\"A\":1},\"a:x=2\":{\"A\":2},\"a:x=3\":3}}"),
                        RawJson.of("{\"status\":200,\"value\":{\"B\":3}}"),
                        RawJson.of("{\"status\":404,\"error\":\"no\",\"value\":{\"C\":4}}"))));

        // then
        assertThat(points)
                .extracting(point -> point.metric().name() + point.attributes() + point.value())
                .containsExactly("A{x=1}1.0", "A{x=2}2.0", "B{}3.0");
    }

    private static List<String> requests(String text) {
        return RequestPlan.of(RuleFile.read("test", text)).stream()
                .map(JolokiaRequest::toString)
                .toList();
    }
}
