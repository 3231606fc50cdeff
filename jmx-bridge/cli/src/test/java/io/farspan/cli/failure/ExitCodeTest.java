package io.farspan.cli.failure;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import io.farspan.protocol.problem.ProblemCode;

import static org.assertj.core.api.Assertions.assertThat;

class ExitCodeTest {

    @Test
    void eachProblemHasItsExitCode() {
        Map<ExitCode, Set<String>> found = new EnumMap<>(ExitCode.class);
        for (ProblemCode code : ProblemCode.values()) {
            found.computeIfAbsent(ExitCode.of(code.name(), code.status(), code.retryable()), some -> new TreeSet<>())
                    .add(code.name());
        }

        assertThat(found.get(ExitCode.NOT_ALLOWED))
                .containsExactly(
                        "FORBIDDEN",
                        "LOGIN_THROTTLED",
                        "OPERATION_DENIED",
                        "TOKEN_EXPIRED",
                        "TOKEN_INVALID",
                        "TOKEN_REPLAYED",
                        "UNAUTHENTICATED");
        assertThat(found.get(ExitCode.UNREACHABLE))
                .allMatch(name -> name.matches("RELAY_FAILED|.*_(UNREACHABLE|TIMEOUT)"));
        assertThat(found.get(ExitCode.NOT_FOUND)).allMatch(name -> name.matches("NOT_FOUND|.*_UNKNOWN"));
        assertThat(found.get(ExitCode.LATER))
                .containsExactly(
                        "ACTION_CONFLICT",
                        "FUNCTION_ANSWER_INVALID",
                        "FUNCTION_THROTTLED",
                        "INSTANCE_NOT_EMPTY",
                        "MAP_CONFLICT",
                        "NOT_HOME",
                        "PLUGIN_BUSY",
                        "PLUGIN_CHANGED",
                        "TOO_MUCH");
        assertThat(found.keySet().stream().map(ExitCode::number).collect(Collectors.toSet()))
                .doesNotContain(ExitCode.OK.number(), ExitCode.PARTIAL.number());
    }
}
