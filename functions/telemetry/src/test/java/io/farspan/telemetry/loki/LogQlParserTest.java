package io.farspan.telemetry.loki;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.telemetry.store.LogCondition;
import io.farspan.telemetry.store.LogCondition.Field;
import io.farspan.telemetry.store.LogCondition.Match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LogQlParserTest {

    @Test
    void aSelectorAndFiltersAreConditions() {
        LogQl.Logs logs = (LogQl.Logs)
                LogQlParser.parse(
                        "{application=\"shop\", location!=\"az1\"} |= `a \"b\"` != \"c\\n\" |~ \"d.\" !~ `e` | user=\"7\" and level=\"error\"");

        assertThat(logs.selects("application", "shop")).isTrue();
        assertThat(logs.selects("application", "other")).isFalse();
        assertThat(logs.conditions())
                .containsExactly(
                        new LogCondition(Field.LOCATION, "", Match.NOT_EQUAL, "az1"),
                        new LogCondition(Field.MESSAGE, "", Match.CONTAINS, "a \"b\""),
                        new LogCondition(Field.MESSAGE, "", Match.CONTAINS_NOT, "c\n"),
                        new LogCondition(Field.MESSAGE, "", Match.MATCHES, "d[^\\u000A]"),
                        new LogCondition(Field.MESSAGE, "", Match.MATCHES_NOT, "e"),
                        new LogCondition(Field.ATTRIBUTE, "user", Match.EQUAL, "7"),
                        new LogCondition(Field.LEVEL, "", Match.EQUAL, "error"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sum by (level, detected_level) (count_over_time({application=\"shop\"} |= `x` | drop __error__[1m]))",
                "sum(count_over_time({application=\"shop\"}[1m] |= `x`)) by (level,detected_level)",
            })
    void whatGrafanaSendsForItsHistogramIsUnderstood(String query) {
        LogQl.Counted counted = (LogQl.Counted) LogQlParser.parse(query);

        assertThat(counted.by()).isEqualTo(Optional.of(List.of("level", "detected_level")));
        assertThat(counted.range()).isEqualTo(Duration.ofMinutes(1));
        assertThat(counted.function()).isEqualTo(LogQl.Function.COUNT_OVER_TIME);
        assertThat(counted.logs().conditions()).hasSize(1);
    }

    @Test
    void grafanasHealthCheckIsANumber() {
        assertThat(LogQlParser.parse("vector(1)+vector(1)")).isEqualTo(new LogQl.Constant(2));
    }

    @Test
    void matchersOfTheApplicationAreConditionsThatCount() {
        // given
        String matcher = "application=~`.+`,";

        // when, then
        assertThat(LogQlParser.parse("{" + matcher.repeat(30) + "}")).isInstanceOf(LogQl.Logs.class);
        assertThatThrownBy(() -> LogQlParser.parse("{" + matcher.repeat(31) + "}"))
                .isInstanceOf(LogQlException.class)
                .hasMessageContaining("30 conditions");
    }

    @Test
    void allExpressionsOfAQueryHaveOneBudget() {
        assertThatThrownBy(() -> LogQlParser.parse("{application=\"shop\"}" + " |~ `(x{250}){60}`".repeat(3)))
                .isInstanceOf(LogQlException.class)
                .hasMessageContaining("too large together");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}x",
                "{application}",
                "{application=shop}",
                "{application=\"shop\"",
                "{application=\"shop",
                "{application=\"\\q\"}",
                "{application=~\"(\"}",
                "{application=\"shop\"} |~ `(?=x)`",
                "{application=\"shop\"} |~ `a{999}`",
                "{application=\"shop\"} | json",
                "{application=\"shop\"} | a > 5",
                "{application=\"shop\"} | line_format `x`",
                "count_over_time({application=\"shop\"})",
                "count_over_time({application=\"shop\"}[0s])",
                "topk(3, rate({application=\"shop\"}[1m]))",
                "sum by (user) (rate({application=\"shop\"}[1m]))",
                "sum without (level) (rate({application=\"shop\"}[1m]))",
                "rate({application=\"shop\"}[1m]) / 2",
                "quantile_over_time(0.99, {application=\"shop\"} | unwrap x [1m])"
            })
    void anythingElseIsRefusedWithItsPlace(String query) {
        assertThatThrownBy(() -> LogQlParser.parse(query))
                .isInstanceOf(LogQlException.class)
                .hasMessageStartingWith("parse error at line 1, col ");
    }
}
