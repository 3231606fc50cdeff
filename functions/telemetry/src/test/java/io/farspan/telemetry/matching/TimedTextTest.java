package io.farspan.telemetry.matching;

import java.time.Duration;

import com.google.re2j.Pattern;
import org.junit.jupiter.api.Test;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TimedTextTest {

    private static final String TEXT = "a".repeat(100_000) + "b";

    @Test
    void anExpressionFindsTheSameInIt() {
        assertThat(Pattern.compile("ab$")
                        .matcher(new TimedText(
                                TEXT, System.nanoTime() + Duration.ofMinutes(5).toNanos()))
                        .find())
                .isTrue();
    }

    @Test
    void anExpressionEndsAtTheDeadline() {
        assertThatThrownBy(() -> Pattern.compile("ac$")
                        .matcher(new TimedText(TEXT, System.nanoTime() - 1))
                        .find())
                .isInstanceOfSatisfying(
                        FarspanException.class, e -> assertThat(e.code()).isEqualTo(ProblemCode.TOO_MUCH));
    }
}
