package io.farspan.core.http;

import java.io.IOException;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import io.farspan.core.agent.ScriptedAgent;
import io.farspan.core.call.AgentLimits;

import static org.assertj.core.api.Assertions.assertThat;

/** What is said of changes whose answers are too large. */
class ChangesTest extends FunctionStage {

    private static final String LIGHT = "{\"type\":\"read\",\"mbean\":\"a:b=c\",\"attribute\":\"X\"}";

    @Test
    void aChangeWhoseAnswerIsTooLargeWasCarriedOutAndTheNextIsNotSent() throws IOException {
        try (ScriptedAgent agent = ScriptedAgent.answering("[{\"value\":\"" + "x".repeat(9 << 20) + "\"}]")) {
            // given
            register("i-1", agent.address());

            // when
            JsonNode responses = ask(call("\"all\"", EXEC + "," + EXEC)).at("/outcomes/0/responses");
            JsonNode alone = ask(call("\"all\"", EXEC)).at("/outcomes/0/problem");

            // then
            assertThat(responses.at("/0/problem/code").asText()).isEqualTo("INSTANCE_ANSWER_TOO_LARGE");
            assertThat(responses.at("/0/error").asText()).contains("was carried out", "only its answer is left out");
            assertThat(responses.at("/1/error").asText())
                    .contains("was not sent", "too large")
                    .doesNotContain("not known");
            assertThat(alone.path("detail").asText()).contains("was carried out");
            assertThat(agent.bodies()).hasSize(2);
        }
    }

    @Test
    void aRefusalWithALargeBodyIsNotTakenForAChangeThatWasCarriedOut() throws IOException {
        try (ScriptedAgent agent = new ScriptedAgent((body, out, number) -> {
            out.write("HTTP/1.1 401 Unauthorized\r\nContent-Length: 99999999\r\n\r\n".getBytes());
            return true;
        })) {
            // given
            register("i-1", agent.address());

            // when
            JsonNode problem = ask(call("\"all\"", EXEC)).at("/outcomes/0/problem");

            // then
            assertThat(problem.path("detail").asText()).contains("HTTP 401").doesNotContain("carried out");
        }
    }

    @Test
    void aChangeWhoseAnswerWasCutOffWasCarriedOut() throws IOException {
        AgentLimits usual = AgentLimits.USUAL;
        AgentLimits few =
                new AgentLimits(2, 2, 2, usual.maxDepth(), usual.slice(), usual.window(), usual.time(), usual.bytes());
        try (ManagementFunction strict = function(32 << 20, few);
                ScriptedAgent agent = ScriptedAgent.answering("[{\"value\":[1,2],\"status\":200}]")) {
            // given
            register("i-1", agent.address());

            // when
            JsonNode answer = json(strict.handle(request(call("\"all\"", EXEC), "shop"))
                    .await()
                    .indefinitely());

            // then
            assertThat(answer.toString()).contains("cut off", "was carried out");
        }
    }

    @Test
    void whatThePlatformDoesNotCarryWasCarriedOutAllTheSame() throws IOException {
        try (ManagementFunction small = function(20_000);
                ScriptedAgent agent = new ScriptedAgent((body, out, number) -> {
                    if (number == 2) {
                        return false;
                    }
                    out.write(ScriptedAgent.response("[{\"value\":\"" + "x".repeat(50_000) + "\",\"status\":200}]"));
                    return true;
                })) {
            // given
            register("i-1", agent.address());

            // when
            JsonNode answer = json(small.handle(request(call("\"all\"", EXEC + "," + EXEC + "," + EXEC), "shop"))
                    .await()
                    .indefinitely());
            JsonNode read = json(small.handle(request(call("\"all\"", LIGHT), "shop"))
                    .await()
                    .indefinitely());

            // then
            assertThat(answer.at("/outcomes/0/problem/detail").asText())
                    .contains("was carried out", "save for 2 of the 3 requests");
            assertThat(read.at("/outcomes/0/problem/detail").asText())
                    .contains("ask for less")
                    .doesNotContain("carried out");
        }
    }
}
