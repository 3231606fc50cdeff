package io.farspan.core.http;

import java.io.IOException;
import java.util.Collections;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.core.agent.ScriptedAgent;

import static org.assertj.core.api.Assertions.assertThat;

/** What keeps an agent counts against the budget of its caller, changes too. */
class BudgetTest extends FunctionStage {

    private static final String LIGHT = "{\"type\":\"read\",\"mbean\":\"a:b=c\",\"attribute\":\"X\"}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                EXEC,
                "{\"type\":\"search\",\"mbean\":\"*:*\"}",
                "{\"type\":\"list\",\"path\":\"a/b=c\"}",
                "{\"type\":\"list\"}"
            })
    void whoeverHasUsedItsShareIsToldThatNothingWasSent(String request) throws IOException {
        try (ManagementFunction strict = function(32 << 20, tight());
                ScriptedAgent agent = new ScriptedAgent((body, out, number) -> {
                    new CountDownLatch(1).await(60, TimeUnit.MILLISECONDS);
                    out.write(ScriptedAgent.response(ANSWER));
                    return true;
                })) {
            // given
            register("i-1", agent.address());
            json(strict.handle(request(call("\"all\"", request), "shop"))
                    .await()
                    .indefinitely());

            // when a light read goes first
            JsonNode second = json(strict.handle(request(call("\"all\"", LIGHT + "," + request), "shop"))
                    .await()
                    .indefinitely());

            // then
            assertThat(second.at("/outcomes/0/responses/0/status").asInt()).isEqualTo(200);
            JsonNode refused = second.at("/outcomes/0/responses/1");
            assertThat(refused.at("/problem/code").asText()).isEqualTo("TOO_MUCH");
            assertThat(refused.path("error").asText()).contains("was not sent");
            assertThat(agent.bodies()).hasSize(2);
        }
    }

    @Test
    void aCallerMakesAnAgentKeepSoManyListenersAndNoMore() throws IOException {
        // given
        String add = "{\"type\":\"notification\",\"command\":\"add\",\"client\":\"c\",\"mode\":\"pull\","
                + "\"mbean\":\"java.lang:type=Memory\"}";
        String ping = "{\"type\":\"notification\",\"command\":\"ping\",\"client\":\"c\"}";
        try (ScriptedAgent agent = ScriptedAgent.answering("[{\"value\":\"h\",\"status\":200}]")) {
            register("i-1", agent.address());

            // when
            JsonNode responses = ask(call("\"all\"", String.join(",", Collections.nCopies(70, add)) + "," + ping))
                    .at("/outcomes/0/responses");

            // then
            assertThat(responses.get(59).path("status").asInt()).isEqualTo(200);
            assertThat(responses.get(60).at("/problem/code").asText()).isEqualTo("TOO_MUCH");
            assertThat(responses.get(60).path("error").asText()).contains("was not sent", "listeners");
            assertThat(responses.get(70).path("status").asInt()).isEqualTo(200);
            assertThat(agent.bodies()).hasSize(61);
        }
    }

    @Test
    void theAnswersToChangesHaveAMostInBytesToo() throws IOException {
        // given answers of 3 MiB each
        try (ScriptedAgent agent =
                ScriptedAgent.answering("[{\"value\":\"" + "x".repeat(3 << 20) + "\",\"status\":200}]")) {
            register("i-1", agent.address());

            // when
            JsonNode responses = ask(call("\"all\"", String.join(",", Collections.nCopies(5, EXEC)))
                            .replace("1500", "10000"))
                    .at("/outcomes/0/responses");

            // then
            assertThat(responses.at("/2/status").asInt()).isEqualTo(200);
            assertThat(responses.at("/3/problem/code").asText()).isEqualTo("TOO_MUCH");
            assertThat(responses.at("/3/error").asText()).contains("was not sent");
            assertThat(agent.bodies()).hasSize(3);
        }
    }
}
