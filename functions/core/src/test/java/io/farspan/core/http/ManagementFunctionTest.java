package io.farspan.core.http;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.mutiny.Uni;
import org.junit.jupiter.api.Test;

import io.farspan.core.agent.ScriptedAgent;
import io.farspan.core.message.FunctionRequest;
import io.farspan.core.message.FunctionResponse;
import io.farspan.protocol.http.Gzip;
import io.farspan.protocol.json.Json;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.InstanceEntry.State;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.MapFault;
import io.farspan.provider.map.MapHead;

import static org.assertj.core.api.Assertions.assertThat;

class ManagementFunctionTest extends FunctionStage {

    @Test
    void everyInstanceOfTheLocationAnswers() throws IOException {
        try (ScriptedAgent one = ScriptedAgent.answering(ANSWER);
                ScriptedAgent two = ScriptedAgent.answering(ANSWER)) {
            // given
            register("i-1", one.address());
            register("i-2", two.address());

            // when
            JsonNode answer = ask(call("\"all\"", VERSION));

            // then
            assertThat(answer.path("location").asText()).isEqualTo("aws1");
            assertThat(answer.path("outcomes")).hasSize(2);
            assertThat(answer.at("/outcomes/1/responses/0/value").asInt()).isEqualTo(1);
        }
    }

    @Test
    void whatFailsForOneInstanceCostsNoOther() throws IOException {
        try (ScriptedAgent sound = ScriptedAgent.answering(ANSWER);
                ScriptedAgent garbage = ScriptedAgent.answering("<html>");
                ScriptedAgent hanging = ScriptedAgent.hanging();
                ScriptedAgent large = ScriptedAgent.answering("[{\"value\":\"" + "x".repeat(10 << 20) + "\"}]")) {
            // given
            register("i-1", sound.address());
            register("i-2", garbage.address());
            register("i-3", hanging.address());
            register("i-4", large.address());
            put(new InstanceEntry(id("i-5"), "169.254.169.254", 80, State.UP, Map.of()));
            put(new InstanceEntry(id("i-6"), "127.0.0.1", 80, State.DOWN, Map.of()));

            // when
            JsonNode answer = ask(call("[\"i-1\",\"i-2\",\"i-3\",\"i-4\",\"i-5\",\"i-6\",\"i-7\"]", VERSION));

            // then
            assertThat(answer.at("/outcomes/0").has("responses")).isTrue();
            assertThat(codes(answer))
                    .containsExactly(
                            "",
                            "INSTANCE_ANSWER_INVALID",
                            "INSTANCE_TIMEOUT",
                            "INSTANCE_ANSWER_TOO_LARGE",
                            "ADDRESS_REFUSED",
                            "INSTANCE_UNREACHABLE",
                            "INSTANCE_UNKNOWN");
        }
    }

    @Test
    void aWrongItemOfABulkGetsItsOwnErrorAndIsNotSent() throws IOException {
        try (ScriptedAgent agent =
                ScriptedAgent.answering("[{\"value\":\"first\",\"status\":200},{\"value\":\"last\",\"status\":200}]")) {
            // given
            register("i-1", agent.address());

            // when
            JsonNode answer = ask(call("\"all\"", VERSION + ",{\"type\":\"read\",\"mbean\":\"no name\"}," + VERSION));

            // then
            JsonNode responses = answer.at("/outcomes/0/responses");
            assertThat(responses).hasSize(3);
            assertThat(responses.at("/0/value").asText()).isEqualTo("first");
            assertThat(responses.at("/1/status").asInt()).isEqualTo(400);
            assertThat(responses.at("/1/error").asText()).contains("'no name' is not an ObjectName");
            assertThat(responses.at("/2/value").asText()).isEqualTo("last");
            assertThat(agent.bodies()).containsExactly("[" + VERSION + "," + VERSION + "]");
        }
    }

    @Test
    void aBulkWithNothingRightAsksNobody() throws IOException {
        try (ScriptedAgent agent = ScriptedAgent.answering(ANSWER)) {
            // given
            register("i-1", agent.address());

            // when
            JsonNode answer =
                    ask(call("\"all\"", "{\"type\":\"version\",\"target\":{\"url\":\"service:jmx:rmi:///\"}}"));

            // then
            assertThat(answer.at("/outcomes/0/responses/0/error").asText()).contains("proxy requests");
            assertThat(agent.bodies()).isEmpty();
        }
    }

    @Test
    void anInstanceRegisteredAMomentAgoIsFound() throws IOException {
        try (ScriptedAgent agent = ScriptedAgent.answering(ANSWER)) {
            // given a function that has read the map before
            ask(call("\"all\"", VERSION));

            // when
            register("i-1", agent.address());

            // then
            assertThat(codes(ask(call("[\"i-1\"]", VERSION)))).containsExactly("");
        }
    }

    @Test
    void aMapThatIsGoneIsRememberedAndOneNeverSeenIsAProblem() throws IOException {
        try (ScriptedAgent agent = ScriptedAgent.answering(ANSWER)) {
            // given
            register("i-1", agent.address());
            ask(call("\"all\"", VERSION));

            // when
            map.reachable(false);

            // then
            assertThat(codes(ask(call("\"all\"", VERSION)))).containsExactly("");
            assertThat(send(request(call("\"all\"", VERSION).replace("shop", "other"), "other")))
                    .matches(response -> response.status() == 503);
        }
    }

    @Test
    void aRecordThatDoesNotParseIsNamed() {
        map.putFault("shop", new MapFault("s0.aws1.i.shop", Optional.of("aws1"), "it is nonsense"));
        JsonNode answer = ask(call("[\"i-1\"]", VERSION));
        assertThat(codes(answer)).containsExactly("MAP_RECORD_INVALID");
        assertThat(answer.at("/outcomes/0/problem/detail").asText()).contains("s0.aws1.i.shop");
    }

    @Test
    void aTokenIsDemanded() {
        String body = call("\"all\"", VERSION);
        assertThat(code(new FunctionRequest("POST", "/v1/call", Map.of(), body.getBytes())))
                .isEqualTo("TOKEN_INVALID");
        FunctionRequest sound = request(body, "shop");
        assertThat(send(sound).status()).isEqualTo(200);
        assertThat(code(sound)).isEqualTo("TOKEN_REPLAYED");
        assertThat(code(new FunctionRequest(
                        "POST", "/v1/call", request(body, "shop").headers(), (body + " ").getBytes())))
                .isEqualTo("TOKEN_INVALID");
        assertThat(code(request(body, "shop", "az1", NOW.getEpochSecond(), 30))).isEqualTo("TOKEN_INVALID");
        assertThat(code(request(body, "kafka"))).isEqualTo("TOKEN_INVALID");
        assertThat(code(request(body, "shop", "aws1", NOW.getEpochSecond() - 60, 30)))
                .isEqualTo("TOKEN_EXPIRED");
        assertThat(code(request(body, "shop", "aws1", NOW.getEpochSecond() + 600, 30)))
                .isEqualTo("TOKEN_EXPIRED");
        assertThat(code(request(body, "shop", "aws1", NOW.getEpochSecond(), 61)))
                .isEqualTo("TOKEN_INVALID");
    }

    @Test
    void aChangeUnderAnOldEpochIsRefusedAndReadingIsNot() throws IOException {
        try (ScriptedAgent agent = ScriptedAgent.answering(ANSWER)) {
            // given
            register("i-1", agent.address());
            epoch = 7;
            ask(call("\"all\"", EXEC));

            // when
            epoch = 6;

            // then
            assertThat(code(request(call("\"all\"", EXEC), "shop"))).isEqualTo("EPOCH_STALE");
            assertThat(send(request(call("\"all\"", VERSION), "shop")).status()).isEqualTo(200);
        }
    }

    @Test
    void badRequestsAreExplained() {
        assertThat(code(request("{\"application\":\"shop\"", "shop"))).isEqualTo("MALFORMED_REQUEST");
        assertThat(code(request(
                        "{\"application\":\"shop\",\"instances\":5,\"requests\":[{}],\"deadlineMs\":5}", "shop")))
                .isEqualTo("MALFORMED_REQUEST");
        assertThat(code(request(call("\"all\"", ""), "shop"))).isEqualTo("MALFORMED_REQUEST");
        assertThat(code(new FunctionRequest("GET", "/v1/call", Map.of(), new byte[0])))
                .isEqualTo("METHOD_NOT_ALLOWED");
        assertThat(code(new FunctionRequest("POST", "/else", Map.of(), new byte[0])))
                .isEqualTo("NOT_FOUND");
        Map<String, String> headers =
                new HashMap<>(request(call("\"all\"", VERSION), "shop").headers());
        assertThat(code(new FunctionRequest("POST", "/v1/call", headers, new byte[5 << 20])))
                .isEqualTo("BODY_TOO_LARGE");
        headers.put("content-encoding", "gzip");
        assertThat(code(new FunctionRequest("POST", "/v1/call", headers, Gzip.compress(new byte[5 << 20]))))
                .isEqualTo("BODY_TOO_LARGE");
    }

    @Test
    void aBodyIsReadOnlyForATokenOfHome() {
        AtomicInteger read = new AtomicInteger();
        String body = call("\"all\"", VERSION);
        for (FunctionRequest head : List.of(
                new FunctionRequest("POST", "/v1/call", Map.of(), new byte[0]),
                request(body, "shop", "az1", NOW.getEpochSecond(), 30),
                request(body, "shop", "aws1", NOW.getEpochSecond() - 60, 30))) {
            // when
            FunctionResponse response = function.handle(head, () -> {
                        read.incrementAndGet();
                        return Uni.createFrom().item(body.getBytes());
                    })
                    .await()
                    .indefinitely();

            // then
            assertThat(response.status()).isEqualTo(401);
            assertThat(read).hasValue(0);
        }
    }

    @Test
    void bodiesAreCompressedBothWays() throws IOException {
        try (ScriptedAgent agent = ScriptedAgent.answering("[{\"value\":\"" + "x".repeat(9_000) + "\"}]")) {
            // given
            register("i-1", agent.address());
            String body = call("\"all\"", VERSION);
            Map<String, String> headers = new HashMap<>(request(body, "shop").headers());
            headers.put("Content-Encoding", "gzip");
            headers.put("Accept-Encoding", "gzip");

            // when
            FunctionResponse response =
                    send(new FunctionRequest("POST", "/api/v1/call", headers, Gzip.compress(body.getBytes())));

            // then
            assertThat(response.headers()).containsEntry("Content-Encoding", "gzip");
            assertThat(response.body().length).isLessThan(500);
            assertThat(new String(Gzip.expand(response.body(), 20_000))).contains("xxxx");
        }
    }

    @Test
    void moreThanThePlatformCarriesCostsTheLargestOutcomesOnly() throws IOException {
        try (ManagementFunction small = function(20_000);
                ScriptedAgent modest = ScriptedAgent.answering(ANSWER);
                ScriptedAgent large = ScriptedAgent.answering("[{\"value\":\"" + "x".repeat(50_000) + "\"}]")) {
            // given
            register("i-1", large.address());
            register("i-2", modest.address());

            // when
            FunctionResponse response = small.handle(request(call("\"all\"", VERSION), "shop"))
                    .await()
                    .atMost(Duration.ofSeconds(10));

            // then
            assertThat(codes(Json.wire().readTree(response.body()))).containsExactly("INSTANCE_ANSWER_TOO_LARGE", "");
        }
    }

    @Test
    void theTraceGoesOn() {
        Map<String, String> headers =
                new HashMap<>(request(call("\"all\"", VERSION), "shop").headers());
        headers.put("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        FunctionResponse response = send(new FunctionRequest(
                "POST", "/v1/call", headers, call("\"all\"", VERSION).getBytes()));
        assertThat(response.headers().get("traceparent"))
                .startsWith("00-4bf92f3577b34da6a3ce929d0e0e4736-")
                .doesNotContain("00f067aa0ba902b7");
    }

    @Test
    void aRecordWithAHighEpochInTheMapMovesNobody() throws IOException {
        try (ScriptedAgent agent = ScriptedAgent.answering(ANSWER)) {
            // given: home acts under epoch 1, an attacker has written 9,999 into the map
            register("i-1", agent.address());
            map.head("shop")
                    .chain(head -> map.commit(new MapChange(
                            Optional.of(head),
                            new MapHead("shop", "mars1", List.of(), 9_999, "cafecafe", head.generation() + 1),
                            List.of())))
                    .await()
                    .indefinitely();

            // when
            JsonNode answer = ask(call("\"all\"", EXEC));

            // then
            assertThat(answer.at("/outcomes/0").has("responses")).isTrue();
        }
    }

    @Test
    void aProbeTellsWhichRoutersHaveProbed() throws IOException {
        // given
        probe("{\"application\":\"shop\",\"timeoutMs\":100,\"observer\":\"az1\"}");

        // when
        JsonNode seen = json(probe("{\"application\":\"shop\",\"timeoutMs\":100,\"observer\":\"dc1\"}"));

        // then
        assertThat(seen.path("observers").properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder("az1", "dc1");
    }

    @Test
    void aProbeSeesInstancesAndPeersAndChangesNothing() throws IOException {
        try (ScriptedAgent agent = ScriptedAgent.answering(ANSWER)) {
            // given
            register("i-1", agent.address());
            put(new InstanceEntry(id("i-2"), "127.0.0.1", 1, State.UP, Map.of()));
            put(new InstanceEntry(id("i-3"), "169.254.169.254", 80, State.UP, Map.of()));

            // when
            JsonNode seen = json(probe("{\"application\":\"shop\",\"timeoutMs\":1000}"));

            // then
            assertThat(seen.at("/instances").findValuesAsText("ending"))
                    .containsExactly("REACHED", "REFUSED", "NOT_TRIED");
            assertThat(seen.path("timeMillis").asLong()).isEqualTo(NOW.toEpochMilli());
            assertThat(json(probe("{\"application\":\"shop\",\"timeoutMs\":1000,\"requests\":[" + EXEC + "]}"))
                            .path("code")
                            .asText())
                    .isEqualTo("MALFORMED_REQUEST");
        }
    }
}
