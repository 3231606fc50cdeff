package io.farspan.protocol.function;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;

import static org.assertj.core.api.Assertions.assertThat;

/** What a function says of a plugin's call, as home reads it. */
class PluginReplyTest {

    @Test
    void aProblemIsReadAsAProblem() throws IOException {
        PluginReply reply = reply(
                PluginOutcome.failed("aws1", Optional.empty(), 3, Problem.of(ProblemCode.PLUGIN_FAILED, "It threw.")));

        assertThat(read(reply)).isEqualTo(reply);
    }

    @Test
    void aNullThatAPluginAnswersIsAValue() throws IOException {
        PluginReply reply = reply(PluginOutcome.answered("aws1", Optional.empty(), 3, RawJson.of("null")));

        assertThat(read(reply).outcomes().get(0).value()).contains(RawJson.of("null"));
    }

    private static PluginReply reply(PluginOutcome outcome) {
        return new PluginReply("aws1", 1, "1.0", List.of(outcome));
    }

    private static PluginReply read(PluginReply reply) throws IOException {
        return Json.wire().readValue(Json.write(reply), PluginReply.class);
    }
}
