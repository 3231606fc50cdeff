package io.farspan.core.http;

import java.io.IOException;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import io.farspan.core.agent.AgentSettings;
import io.farspan.core.agent.ScriptedAgent;

import static org.assertj.core.api.Assertions.assertThat;

class WritingTimeTest extends FunctionStage {

    private static final int LARGEST = 28 << 20;

    @Override
    AgentSettings agents() {
        AgentSettings usual = AgentSettings.USUAL;
        return new AgentSettings(
                usual.path(), usual.authorization(), usual.concurrency(), LARGEST, 10L * LARGEST, usual.idle());
    }

    @Test
    void timeThatIsKeptForWritingIsNotCalledAPassedDeadline() throws IOException {
        // given an answer that is expected to take longer to write than the call may take
        String large = "[{\"value\":\"" + "x".repeat(25 << 20) + "\",\"status\":200}]";
        try (ScriptedAgent agent = ScriptedAgent.answering(large)) {
            register("i-1", agent.address());
            String list = "{\"type\":\"list\"}";

            // when
            JsonNode responses = ask(call("\"all\"", list + "," + list).replace("1500", "3000"))
                    .at("/outcomes/0/responses");

            // then
            assertThat(responses.at("/0/status").asInt()).isEqualTo(200);
            assertThat(responses.at("/1/error").asText())
                    .contains("was not asked", "needed to write")
                    .doesNotContain("passed");
        }
    }
}
