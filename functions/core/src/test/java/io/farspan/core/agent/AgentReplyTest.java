package io.farspan.core.agent;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.ProblemCode;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class AgentReplyTest {

    @Test
    void responsesAreSlicesOfTheAnswer() {
        List<RawJson> responses = AgentReply.split(bytes("[{\"value\":1} , {\"value\":[]}]"), 2);
        assertThat(responses).extracting(RawJson::toString).containsExactly("{\"value\":1}", "{\"value\":[]}");
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void anAnswerThatCouldNotBeReadLaterIsThatInstancesProblem(String why, String value) {
        byte[] body = bytes("[{\"value\":" + value + "}]");
        assertThatThrownBy(() -> AgentReply.split(body, 1)).isInstanceOfSatisfying(AgentFailure.class, failure -> {
            assertThat(failure.problem().code()).isEqualTo(ProblemCode.INSTANCE_ANSWER_INVALID);
            assertThat(failure.problem().detail()).contains("cannot be used", why);
        });
    }

    @Test
    void aRefusalThatCannotBeReadIsThatInstancesProblem() {
        for (String body : List.of("{\"status\":403,\"error\":1e99999999999}", "{\"status\":403}{}")) {
            assertThatThrownBy(() -> AgentReply.split(bytes(body), 1))
                    .isInstanceOfSatisfying(AgentFailure.class, failure -> assertThat(
                                    failure.problem().code())
                            .isEqualTo(ProblemCode.INSTANCE_ANSWER_INVALID));
        }
        assertThatThrownBy(() -> AgentReply.split(bytes("{\"status\":403,\"error\":\"no\"}"), 1))
                .isInstanceOfSatisfying(
                        AgentFailure.class,
                        failure -> assertThat(failure.problem().code()).isEqualTo(ProblemCode.INSTANCE_REFUSED));
    }

    static Stream<Arguments> unreadable() {
        return Stream.of(
                arguments("exponent beyond 999", "1e99999999999"),
                arguments("exponent beyond 999", "{\"password\":-1.5e-99999999999}"),
                arguments("Number value length", "1".repeat(1_001)),
                arguments("half a surrogate pair", "\"\u00ed\u00a0\u0080\""),
                arguments("Name length", "{\"" + "n".repeat(50_001) + "\":1}"),
                arguments("deeper than 900 levels", "[".repeat(900) + "]".repeat(900)),
                arguments("not JSON", "{\"java.lang\":{\"type=Memory\":{\"desc\":\"" + "x".repeat(8_192) + "\""));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }
}
