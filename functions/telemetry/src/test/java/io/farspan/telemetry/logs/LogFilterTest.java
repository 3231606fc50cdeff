package io.farspan.telemetry.logs;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.access.QueryParameters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class LogFilterTest {

    @ParameterizedTest
    @ValueSource(strings = {"(.?){999}(.?){999}", "(?:(?:.?){95}ZZ|){95}"})
    void anExpressionThatCostsTooMuchForEachLetterIsRefused(String regex) {
        assertThatThrownBy(() -> filter(regex)).isInstanceOfSatisfying(FarspanException.class, e -> assertThat(e.code())
                .isEqualTo(ProblemCode.TOO_MUCH));
    }

    @Test
    void anExpressionAsPeopleWriteThemIsTaken() {
        assertThat(filter("(?i)order [0-9]{1,10} (accepted|refused) .*after \\d+ ms$")
                        .regex())
                .isPresent();
    }

    private static LogFilter filter(String regex) {
        return new LogParameters(new QueryParameters(Map.of("regex", List.of(regex)))).filter("shop", Instant.now());
    }
}
