package io.farspan.core.http;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import io.farspan.core.agent.ScriptedAgent;
import io.farspan.core.message.FunctionRequest;
import io.farspan.core.message.FunctionResponse;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.MapHead;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** What a function answers to a probe that is made again by the tag of its last answer. */
class RepeatedProbeTest extends FunctionStage {

    private static final String READS =
            "\"requests\":[{\"type\":\"read\",\"mbean\":\"a:b=c\",\"attribute\":[\"Served\",\"Errors\"]}]";
    private static final String PROBE =
            "{\"application\":\"shop\",\"timeoutMs\":400,\"brief\":true,\"observer\":\"dc1\"," + READS + "}";

    private final AtomicInteger served = new AtomicInteger(10);
    private volatile String more = "";

    @Test
    void onlyNumbersAreAnsweredAgainAndTheAgentsAreReadEachTime() throws IOException {
        try (ScriptedAgent agent = counting()) {
            // given
            register("i-1", agent.address());
            JsonNode first = json(probe(PROBE));

            // when
            JsonNode second = json(probe(again(first.path("tag").asText())));

            // then
            assertThat(first.at("/instances/0/responses/0/value/Served").asInt())
                    .isEqualTo(11);
            assertThat(first.at("/instances/0/tookMs").asDouble()).isZero();
            assertThat(second.has("instances")).isFalse();
            assertThat(second.path("location").asText()).isEqualTo("aws1");
            assertThat(second.path("numbers")).extracting(JsonNode::asLong).contains(12L, NOW.toEpochMilli());
        }
    }

    @Test
    void whatIsNotANumberAnyMoreIsAnsweredInFullWithANewTag() throws IOException {
        try (ScriptedAgent agent = counting()) {
            // given
            register("i-1", agent.address());
            String tag = json(probe(PROBE)).path("tag").asText();

            // when
            more = ",\"Errors\":\"lost\"";
            JsonNode changed = json(probe(again(tag)));

            // then
            assertThat(changed.at("/instances/0/responses/0/value/Errors").asText())
                    .isEqualTo("lost");
            assertThat(changed.path("tag").asText()).isNotEmpty().isNotEqualTo(tag);
            assertThat(json(probe(again(changed.path("tag").asText()))).has("numbers"))
                    .isTrue();
        }
    }

    @Test
    void anInstanceThatStopsAnsweringIsSaidInFull() throws IOException {
        // given
        String tag;
        try (ScriptedAgent agent = counting()) {
            register("i-1", agent.address());
            tag = json(probe(PROBE)).path("tag").asText();
        }

        // when
        JsonNode seen = json(probe(again(tag)));

        // then
        assertThat(seen.at("/instances/0/ending").asText()).isEqualTo("REFUSED");
        assertThat(seen.at("/instances/0/detail").asText()).isNotEmpty();
    }

    @Test
    void aTagThatIsNotRememberedIsRefusedAsMalformed() {
        FunctionResponse response = probe(again("never"));

        assertThat(response.status()).isEqualTo(400);
        assertThat(json(response).path("code").asText()).isEqualTo("MALFORMED_REQUEST");
        assertThat(json(response).path("detail").asText()).contains("send the whole probe");
    }

    @Test
    void aTagIsOfOneApplication() {
        // given
        map.commit(new MapChange(Optional.empty(), MapHead.first("orders", "dc1", List.of()), List.of()))
                .await()
                .indefinitely();
        String tag = json(probe(PROBE)).path("tag").asText();
        String body = "{\"application\":\"orders\",\"tag\":\"" + tag + "\"}";
        FunctionRequest signed = request(body, "orders");

        // when
        FunctionResponse response = send(new FunctionRequest("POST", "/v1/probe", signed.headers(), signed.body()));

        // then
        assertThat(json(response).path("code").asText()).isEqualTo("MALFORMED_REQUEST");
        assertThat(code(new FunctionRequest(
                        "POST",
                        "/v1/probe",
                        request(again(tag), "orders").headers(),
                        again(tag).getBytes(UTF_8))))
                .isEqualTo("TOKEN_INVALID");
    }

    @Test
    void aCallerThatDoesNotAskBrieflyGetsEveryDetailAndNoTag() throws IOException {
        try (ScriptedAgent agent = counting()) {
            // given
            register("i-1", agent.address());

            // when
            JsonNode seen = json(probe("{\"application\":\"shop\",\"timeoutMs\":400," + READS + "}"));

            // then
            assertThat(seen.has("tag")).isFalse();
            assertThat(seen.at("/instances/0/tookMs").asDouble()).isPositive();
        }
    }

    @Test
    void aProbeThatIsWellCarriesNoHeadersThatNobodyReads() {
        assertThat(probe(PROBE).headers()).containsOnlyKeys("Content-Type");
        assertThat(probe(again("never")).headers()).containsKeys("traceparent", "Farspan-Time");
    }

    private ScriptedAgent counting() throws IOException {
        return new ScriptedAgent((request, out, number) -> {
            int now = served.incrementAndGet();
            out.write(ScriptedAgent.response(
                    "[{\"value\":{\"Served\":" + now + more + "},\"status\":200,\"timestamp\":" + now + "}]"));
            return true;
        });
    }

    private static String again(String tag) {
        return "{\"application\":\"shop\",\"tag\":\"" + tag + "\"}";
    }
}
