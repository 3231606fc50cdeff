package io.farspan.core.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import io.farspan.core.agent.ScriptedAgent;
import io.farspan.core.message.FunctionRequest;
import io.farspan.core.message.FunctionResponse;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.provider.map.MapChange;

import static org.assertj.core.api.Assertions.assertThat;

/** A function that is asked to pass a request on. */
class RelayTest extends FunctionStage {

    @Test
    void aCallForAnotherFunctionIsPassedOnWithItsOwnToken() throws IOException {
        // given: a function of az1 that is reached at this address
        try (ScriptedAgent other = ScriptedAgent.answering("{\"location\":\"az1\"}")) {
            register(other);

            // when
            FunctionResponse response = send(toAzure(Map.of()));

            // then
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.headers()).containsEntry("Farspan-Relayed", "az1");
            assertThat(json(response).path("location").asText()).isEqualTo("az1");
        }
    }

    @Test
    void withoutATokenForThisFunctionNothingIsPassedOn() {
        assertThat(code(new FunctionRequest(
                        "POST",
                        "/v1/call",
                        Map.of("Farspan-Relay", "az1"),
                        call("\"all\"", VERSION).getBytes())))
                .isEqualTo("TOKEN_INVALID");
    }

    @Test
    void aLocationThatTheMapDoesNotHaveIsSaidToBeUnknown() {
        assertThat(code(toAzure(Map.of()))).isEqualTo("LOCATION_UNKNOWN");
    }

    @Test
    void itWaitsNoLongerThanHomeDoes() throws IOException {
        // given: a function that never answers; without a deadline it would be waited for longer than a call may take
        try (ScriptedAgent hanging = ScriptedAgent.hanging()) {
            register(hanging);

            // when, then
            assertThat(code(toAzure(Map.of("Farspan-Relay-Deadline", "200")))).isEqualTo("RELAY_FAILED");
        }
    }

    @Test
    void moreCallsThanItCanPassOnFailAtOnceInsteadOfWaiting() throws IOException {
        // given: a function that answers none of them, and more of them than threads and places in the queue
        try (ScriptedAgent hanging = ScriptedAgent.hanging()) {
            register(hanging);
            List<CompletableFuture<FunctionResponse>> passedOn = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                passedOn.add(function.handle(toAzure(Map.of("Farspan-Relay-Deadline", "60000")))
                        .subscribeAsCompletionStage());
            }

            // when
            JsonNode refused = json(send(toAzure(Map.of("Farspan-Relay-Deadline", "60000"))));

            // then
            assertThat(refused.path("code").asText()).isEqualTo("RELAY_FAILED");
            assertThat(refused.path("detail").asText()).contains("too many exchanges");
            assertThat(passedOn).filteredOn(CompletableFuture::isDone).hasSize(300 - 16 - 256);
        }
    }

    private FunctionRequest toAzure(Map<String, String> more) {
        String body = call("\"all\"", VERSION);
        Map<String, String> headers = new HashMap<>(more);
        headers.put("Farspan-Relay", "az1");
        headers.put("Farspan-Relay-Token", request(body, "shop").headers().get("farspan-token"));
        headers.put("Farspan-Token", "az1's");
        return new FunctionRequest("POST", "/v1/call", headers, body.getBytes());
    }

    private void register(ScriptedAgent function) {
        map.head("shop")
                .chain(head -> map.commit(MapChange.of(
                        head,
                        List.of(new MapChange.PutFunction(new FunctionEndpoint(
                                "az1",
                                "fn.az1.map.farspan.test",
                                Optional.of(function.address().getAddress()),
                                function.address().getPort(),
                                "",
                                "server",
                                false,
                                1))))))
                .await()
                .indefinitely();
    }
}
