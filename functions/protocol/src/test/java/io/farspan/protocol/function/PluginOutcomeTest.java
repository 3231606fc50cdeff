package io.farspan.protocol.function;

import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;

import static org.assertj.core.api.Assertions.assertThat;

class PluginOutcomeTest {

    @Test
    void aProblemCountsByItsTextAsAValueDoesByItsBytes() {
        PluginOutcome value =
                PluginOutcome.answered("aws1", Optional.empty(), 1, RawJson.of("\"" + "x".repeat(998) + "\""));
        PluginOutcome problem = PluginOutcome.failed(
                "aws1", Optional.empty(), 1, Problem.of(ProblemCode.PLUGIN_FAILED, "x".repeat(1_000)));

        assertThat(problem.size()).isEqualTo(value.size()).isGreaterThan(1_000);
    }
}
