package io.farspan.protocol.call;

import java.io.UncheckedIOException;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

import io.farspan.protocol.json.RawJson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class JolokiaResponseTest {

    private static final RawJson HOSTILE = RawJson.of("{\"problem\":{\"code\":1e99999999999}}");

    @Test
    void whatCannotBeReadIsNoProblemThatFarspanWrote() {
        assertThat(JolokiaResponse.isProblem(HOSTILE)).isFalse();
    }

    @Test
    void theProblemInItsPlaceIsOneThatFarspanWrote() {
        // given
        UncheckedIOException why = catchThrowableOfType(UncheckedIOException.class, HOSTILE::tree);

        // when
        ObjectNode problem = JolokiaResponse.unreadable(JsonNodeFactory.instance.objectNode(), why);

        // then
        assertThat(JolokiaResponse.isProblem(JolokiaResponse.raw(problem))).isTrue();
        assertThat(problem.at("/problem/code").asText()).isEqualTo("INSTANCE_ANSWER_INVALID");
        assertThat(problem.at("/problem/detail").asText()).contains("cannot be read", "a number is out of range");
    }
}
