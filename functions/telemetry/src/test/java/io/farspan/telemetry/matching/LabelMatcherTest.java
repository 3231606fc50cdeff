package io.farspan.telemetry.matching;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Matchers as Prometheus has them. */
class LabelMatcherTest {

    @ParameterizedTest
    @CsvSource({
        "a=x,     x,    true",
        "a=x,     xy,   false",
        "a!=x,    xy,   true",
        "a!=x,    '',   true",
        "a=,      '',   true",
        "a=~x.,   xy,   true",
        "a=~x,    xy,   false",
        "a=~.*,   '',   true",
        "a!~x|y,  y,    false",
        "a!~x|y,  xy,   true",
        "a=~(?i)heap, HEAP, true",
        "a=~[[:alpha:]]+, abc, true",
        "a=~(?P<n>a)b, ab, true",
        "a==x,    =x,   true"
    })
    void theWholeValueMatchesOrNot(String matcher, String value, boolean expected) {
        assertThat(LabelMatcher.parse(matcher, new MatchTime()).matches(value)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "=x", "a=~(", "a=~(?=x)", "a=~\\1", "a~x"})
    void whatIsNoMatcherIsRefused(String text) {
        assertRefused(text, ProblemCode.MALFORMED_REQUEST);
    }

    @Test
    void anExpressionThatBacktracksElsewhereTakesTimeThatIsLinear() {
        // given: exponential in java.util.regex
        LabelMatcher matcher = LabelMatcher.parse("a=~(x+x+)+y", new MatchTime());

        // when, then
        assertThat(matcher.matches("x".repeat(2_000))).isFalse();
        assertThat(LabelMatcher.parse("a=~" + "(|)".repeat(100) + "z", new MatchTime())
                        .matches(""))
                .isFalse();
    }

    @Test
    void anExpressionThatBecomesTooLargeIsRefusedBeforeItIsCompiled() {
        assertRefused("a=~((((x{100}){100}){100}){100}){100}", ProblemCode.TOO_MUCH);
        assertRefused("a=~" + "x{1000}".repeat(30), ProblemCode.TOO_MUCH);
        assertRefused("a=~" + "(".repeat(4_000) + "x" + ")".repeat(4_000), ProblemCode.TOO_MUCH);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x{1000}", "\\x{10FFFF}", "\\p{Greek}{2}", "[{}]{3}", "a{,5}", "{2", "\\Q{9}{9}\\E", "[]{9}]"})
    void repetitionsAreToldFromWhatLooksLikeThem(String regex) {
        assertThat(RegexSize.upTo(1_100, regex)).isPresent();
    }

    @Test
    void allExpressionsOfAQueryHaveOneBudgetOfInstructions() {
        // given: each becomes about 18,000 instructions
        MatchTime time = new MatchTime();
        LabelMatcher.parse("a=~(x{999}){18}", time);
        LabelMatcher.parse("a=~(x{999}){18}", time);

        // when, then
        assertThatThrownBy(() -> LabelMatcher.parse("a=~(x{999}){18}", time))
                .isInstanceOfSatisfying(
                        FarspanException.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.TOO_MUCH));
        assertThat(LabelMatcher.parse("a=~x{100}", time).matches("x")).isFalse();
    }

    @Test
    void classesOfUnicodeCountMoreThanALetter() {
        assertRefused("a=~[" + "\\pL".repeat(300) + "]", ProblemCode.TOO_MUCH);
        assertRefused("a=~" + "\\p{Greek}".repeat(300), ProblemCode.TOO_MUCH);
    }

    @Test
    void allExpressionsOfAQueryHaveOneTime() {
        // given
        AtomicLong clock = new AtomicLong();
        MatchTime time = new MatchTime(clock::get);
        LabelMatcher matcher = LabelMatcher.parse("a=~x", time);

        // when, then: it begins with the first match
        clock.set(TimeUnit.HOURS.toNanos(1));
        assertThat(matcher.matches("x")).isTrue();
        clock.addAndGet(TimeUnit.SECONDS.toNanos(6));
        assertThatThrownBy(() -> matcher.matches("x"))
                .isInstanceOfSatisfying(
                        FarspanException.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.TOO_MUCH));
    }

    private static void assertRefused(String text, ProblemCode code) {
        assertThatThrownBy(() -> LabelMatcher.parse(text, new MatchTime()))
                .isInstanceOfSatisfying(
                        FarspanException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
