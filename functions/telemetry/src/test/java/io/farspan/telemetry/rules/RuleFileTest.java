package io.farspan.telemetry.rules;

import java.io.IOException;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.protocol.json.Json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Files of rules, by what their rules make of values. */
class RuleFileTest {

    @Test
    void aRuleNamesItsMetricsAndWhatTheyShare() throws IOException {
        // given
        RuleSet rules = rules(
                """
                rules:
                  - bean: shop:type=Orders,name=*
                    prefix: shop.orders.
                    type: COUNTER
                    unit: "{order}"
                    metricAttribute:
                      queue: param(name)
                      host: const(here)
                    mapping:
                      Placed:
                      Total.value:
                        metric: sum
                        unit: EUR
                        desc: What they cost.
                        type: updowncounter
                      Dotted\\.name:
                        metric: dotted
                        metricAttribute:
                          host: const(there)
                """);

        // when
        List<MetricPoint> points = apply(
                rules,
                """
                [{"n":"shop:type=Orders,name=web","v":{"Placed":3,"Total":{"value":4.5},"Dotted.name":7}}]
                """);

        // then
        assertThat(points)
                .extracting(MetricPoint::toString)
                .containsExactly(
                        "MetricPoint[metric=Metric[name=shop.orders.Placed, unit={order}, type=COUNTER, description=],"
                                + " attributes={host=here, queue=web}, value=3.0]",
                        "MetricPoint[metric=Metric[name=shop.orders.dotted, unit={order}, type=COUNTER, description=],"
                                + " attributes={host=there, queue=web}, value=7.0]",
                        "MetricPoint[metric=Metric[name=shop.orders.sum, unit=EUR, type=UPDOWNCOUNTER,"
                                + " description=What they cost.], attributes={host=here, queue=web}, value=4.5]");
    }

    @Test
    void aStateIsAPointOfZeroOrOneForEach() throws IOException {
        // given: on and off are words here, as in YAML 1.2
        RuleSet rules = rules(
                """
                rules:
                  - bean: Catalina:type=Connector,port=*
                    mapping:
                      stateName:
                        type: state
                        metric: connector
                        metricAttribute:
                          port: param(port)
                          state:
                            on: STARTED
                            off: [STOPPED, FAILED]
                            odd: '*'
                """);

        // when, then
        assertThat(states(rules, "\"STARTED\"")).containsExactly("odd=0.0", "off=0.0", "on=1.0");
        assertThat(states(rules, "\"FAILED\"")).containsExactly("odd=0.0", "off=1.0", "on=0.0");
        assertThat(states(rules, "\"NEW\"")).containsExactly("odd=1.0", "off=0.0", "on=0.0");
        assertThat(states(rules, "null")).containsExactly("odd=1.0", "off=0.0", "on=0.0");
        assertThat(states(rules, "\"ERROR: javax.management.AttributeNotFoundException\""))
                .isEmpty();
        assertThat(rules.metrics()).containsExactly(new Metric("connector", "1", MetricType.UPDOWNCOUNTER, ""));
    }

    @ParameterizedTest
    @CsvSource({
        "'sourceUnit: ms', 's', 1500, 1.5",
        "'sourceUnit: ns', 's', 1500000000, 1.5",
        "'desc: none', 's', 1500, 1500"
    })
    void aValueIsConvertedToTheMetricsUnit(String source, String unit, String value, double expected)
            throws IOException {
        RuleSet rules = rules("rules: [{bean: 'a:b=c', mapping: {T: {" + source + ", unit: " + unit + "}}}]");

        assertThat(apply(rules, "[{\"n\":\"a:b=c\",\"v\":{\"T\":" + value + "}}]"))
                .singleElement()
                .extracting(MetricPoint::value)
                .isEqualTo(expected);
    }

    @Test
    void aNegativeValueIsDroppedWhereTheRuleSaysSo() throws IOException {
        RuleSet rules = rules(
                """
                rules:
                  - bean: a:b=c
                    dropNegativeValues: true
                    mapping:
                      Dropped:
                      Kept:
                        dropNegativeValues: false
                """);

        assertThat(apply(rules, "[{\"n\":\"a:b=c\",\"v\":{\"Dropped\":-1,\"Kept\":-1}}]"))
                .extracting(point -> point.metric().name())
                .containsExactly("Kept");
    }

    @Test
    void whatIsNoNumberGivesNoPointAndAnAttributeThatIsMissingIsLeftOut() throws IOException {
        // given
        RuleSet rules = rules(
                """
                rules:
                  - bean: a:*
                    metricAttribute:
                      kind: lowercase(beanattr(Kind))
                      key: param(nothing)
                    mapping:
                      A.b:
                """);

        // when, then
        for (String value : List.of("null", "\"3\"", "true", "[1]", "{\"b\":{}}", "3", "{\"b\":\"ERROR: x\"}")) {
            assertThat(apply(rules, "[{\"n\":\"a:t=x\",\"v\":{\"A\":" + value + "}}]"))
                    .as(value)
                    .isEmpty();
        }
        assertThat(apply(rules, "[{\"n\":\"a:t=x\",\"v\":{\"A\":{\"b\":1},\"Kind\":\"HEAP\"}}]"))
                .singleElement()
                .extracting(point -> point.attributes().toString())
                .isEqualTo("{kind=heap}");
        assertThat(apply(rules, "[{\"n\":\"a:t=x\",\"v\":{\"A\":{\"b\":1},\"Kind\":\"ERROR: no\"}}]"))
                .singleElement()
                .extracting(point -> point.attributes().toString())
                .isEqualTo("{}");
        assertThat(apply(rules, "[{\"n\":\"a:t=x\",\"v\":{\"A\":{\"b\":1e400}}}]"))
                .isEmpty();
    }

    @Test
    void aSeriesOccursOnceAndOddSamplesArePassedOver() throws IOException {
        // given: pools that the rule does not tell apart
        RuleSet rules = rules("rules: [{bean: 'pool:id=*', mapping: {Busy: }}]");

        // when, then: the first by name
        assertThat(
                        apply(
                                rules,
                                """
                        [{"n":"pool:id=2","v":{"Busy":2}}, {"n":"pool:id=1","v":{"Busy":1}}, {"n":"pool:id=*","v":{"Busy":9}},
                         {"n":"no name","v":{"Busy":9}}, {"n":"pool:id=0"}, {"v":{}}, 7, null]
                        """))
                .singleElement()
                .extracting(MetricPoint::value)
                .isEqualTo(1.0);
        assertThat(apply(rules, "{}")).isEmpty();
        assertThat(apply(rules, "3")).isEmpty();
    }

    @Test
    void anMBeanThatIsGivenTwiceIsOne() throws IOException {
        RuleSet rules = rules("rules: [{bean: 'a:b=c', metricAttribute: {kind: beanattr(Kind)}, mapping: {N: }}]");

        assertThat(
                        apply(
                                rules,
                                """
                        [{"n":"a:b=c","v":{"N":1}}, {"n":"a:b=c","v":{"Kind":"x"}}]
                        """))
                .singleElement()
                .extracting(point -> point.attributes().toString())
                .isEqualTo("{kind=x}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "rules: 3",
                "more: []",
                "rules: [{mapping: {A: }}]",
                "rules: [{bean: 'a:b=c'}]",
                "rules: [{bean: 'a:b=c', mapping: {}}]",
                "rules: [{bean: 'no name', mapping: {A: }}]",
                "rules: [{bean: 'a:b=c', mapping: {A: {metrc: x}}}]",
                "rules: [{bean: 'a:b=c', mapping: {A: {metric: ''}}}]",
                "rules: [{bean: 'a:b=c', mapping: {'A.': }}]",
                "rules: [{bean: 'a:b=c', mapping: {'A\\x': }}]",
                "rules: [{bean: 'a:b=c', type: sum, mapping: {A: }}]",
                "rules: [{bean: 'a:b=c', type: state, mapping: {A: }}]",
                "rules: [{bean: 'a:b=c', mapping: {A: {metricAttribute: {s: {on: x, off: '*'}}}}}]",
                "rules: [{bean: 'a:b=c', type: state, mapping: {A: {metricAttribute: {s: {on: x}}}}}]",
                "rules: [{bean: 'a:b=c', type: state, mapping: {A: {metricAttribute: {s: {on: x, off: [x, '*']}}}}}]",
                "rules: [{bean: 'a:b=c', mapping: {A: {metricAttribute: {s: name}}}}]",
                "rules: [{bean: 'a:b=c', mapping: {A: {metricAttribute: {s: param()}}}}]",
                "rules: [{bean: 'a:b=c', mapping: {A: {metricAttribute: {s: lowercase(lowercase(param(a)))}}}}]",
                "rules: [{bean: 'a:b=c', mapping: {A: {metricAttribute: {s: }}}}]",
                "rules: [{bean: 'a:b=c', mapping: {A: {sourceUnit: ms, unit: By}}}]",
                "rules: [{bean: 'a:b=c', mapping: {A: {dropNegativeValues: maybe}}}]",
                "rules: [{bean: 'a:b=c', mapping: {A: , A: }}]",
                "rules: [[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]",
                "rules: !!java.io.File [/]",
                "rules: [{bean: !!int 3, mapping: {A: }}]",
                "rules: &a [*a]"
            })
    void aMistakeIsSaidWithTheFile(String text) {
        assertThatThrownBy(() -> RuleFile.read("mine.yaml", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The metric rules of mine.yaml cannot be read: ");
    }

    @Test
    void aliasesCannotMultiplyAFile() {
        StringBuilder text = new StringBuilder("a0: &a0 [x, x]\n");
        for (int level = 1; level < 30; level++) {
            text.append("a%1$d: &a%1$d [*a%2$d, *a%2$d, *a%2$d, *a%2$d]\n".formatted(level, level - 1));
        }

        assertThatThrownBy(() -> RuleFile.read("mine.yaml", text.toString()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("aliases");
    }

    @Test
    void oneMetricHasOneTypeAndUnit() {
        assertThatThrownBy(() ->
                        rules("rules: [{bean: 'a:b=c', mapping: {A: {metric: m, unit: s}, B: {metric: m, unit: By}}}]"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The metric m is a gauge in 's' by one rule and a gauge in 'By' by another");
    }

    private static List<String> states(RuleSet rules, String value) throws IOException {
        return apply(rules, "[{\"n\":\"Catalina:type=Connector,port=8080\",\"v\":{\"stateName\":" + value + "}}]")
                .stream()
                .map(point -> {
                    assertThat(point.attributes()).containsEntry("port", "8080");
                    return point.attributes().get("state") + "=" + point.value();
                })
                .toList();
    }

    private static RuleSet rules(String text) {
        return RuleSet.of(RuleFile.read("test", text));
    }

    private static List<MetricPoint> apply(RuleSet rules, String sample) throws IOException {
        JsonNode j = Json.wire().readTree(sample);
        return rules.apply(MBeanValues.ofSample(j));
    }
}
