package io.farspan.core.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import io.farspan.core.agent.ScriptedAgent;
import io.farspan.core.message.FunctionRequest;
import io.farspan.core.message.FunctionResponse;
import io.farspan.protocol.json.Json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** How a call is cut into slices, whose turn it is, and what is said of what was not asked. */
class SlicesTest extends FunctionStage {

    private static final String WHOLE = "{\"type\":\"read\",\"mbean\":\"a:b=c\"}";
    private static final String LIGHT = "{\"type\":\"read\",\"mbean\":\"a:b=c\",\"attribute\":\"X\"}";

    /** Answers each item of a bulk with 1. */
    private static ScriptedAgent counting(AtomicInteger atATime, AtomicInteger most, CountDownLatch gate)
            throws IOException {
        return new ScriptedAgent((body, out, number) -> {
            most.accumulateAndGet(atATime.incrementAndGet(), Math::max);
            gate.await();
            atATime.decrementAndGet();
            out.write(ScriptedAgent.response(ones(body)));
            return true;
        });
    }

    private static String ones(String body) throws IOException {
        int items = Json.wire().readTree(body).size();
        return "[" + String.join(",", Collections.nCopies(items, "{\"value\":1,\"status\":200,\"timestamp\":1}")) + "]";
    }

    private static ScriptedAgent answering() throws IOException {
        return counting(new AtomicInteger(), new AtomicInteger(), new CountDownLatch(0));
    }

    @Test
    void whatIsSmallGoesInOneRequest() throws IOException {
        try (ScriptedAgent agent = answering()) {
            // given
            register("i-1", agent.address());

            // when
            ask(call("\"all\"", LIGHT + "," + WHOLE + "," + LIGHT));

            // then
            assertThat(agent.bodies()).containsExactly("[" + LIGHT + "," + WHOLE + "," + LIGHT + "]");
        }
    }

    @Test
    void manyWholeMBeansGoInSlicesAndComeBackInOrder() throws IOException {
        AtomicInteger next = new AtomicInteger();
        try (ScriptedAgent agent = new ScriptedAgent((body, out, number) -> {
            List<String> answers = new ArrayList<>();
            Json.wire()
                    .readTree(body)
                    .forEach(item -> answers.add("{\"value\":" + next.getAndIncrement() + ",\"status\":200}"));
            out.write(ScriptedAgent.response(answers.toString()));
            return true;
        })) {
            // given
            register("i-1", agent.address());

            // when
            JsonNode responses = ask(call("\"all\"", String.join(",", Collections.nCopies(200, WHOLE))))
                    .at("/outcomes/0/responses");

            // then
            assertThat(agent.bodies()).hasSizeGreaterThan(2);
            for (int i = 0; i < 200; i++) {
                assertThat(responses.at("/" + i + "/value").asInt()).isEqualTo(i);
            }
        }
    }

    @Test
    void eachChangeGoesAloneAndHasAResultOfItsOwn() throws IOException {
        // given an agent that answers a bulk with one error, and the third request with nothing
        try (ScriptedAgent agent = new ScriptedAgent((body, out, number) -> {
            if (number == 2) {
                out.write(("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 40\r\n\r\n"
                                + "400 (Bad Request)\n\nx is overloaded: a, b")
                        .getBytes());
                return true;
            }
            if (number == 3) {
                return false;
            }
            out.write(ScriptedAgent.response(ones(body)));
            return true;
        })) {
            register("i-1", agent.address());

            // when
            JsonNode responses = ask(call("\"all\"", EXEC + "," + EXEC + "," + EXEC + "," + EXEC))
                    .at("/outcomes/0/responses");

            // then
            assertThat(agent.bodies()).containsOnly("[" + EXEC + "]").hasSize(3);
            assertThat(responses.at("/0/status").asInt()).isEqualTo(200);
            assertThat(responses.at("/1/status").asInt()).isEqualTo(400);
            assertThat(responses.at("/1/error").asText()).contains("x is overloaded");
            assertThat(responses.at("/2/problem/code").asText()).isEqualTo("INSTANCE_UNREACHABLE");
            assertThat(responses.at("/3/error").asText()).contains("was not asked", "not known whether");
        }
    }

    @Test
    void atTheDeadlineWhatWasAnsweredIsKept() throws IOException {
        // given an agent that hangs from its second request on
        try (ScriptedAgent agent = new ScriptedAgent((body, out, number) -> {
            if (number > 1) {
                Thread.currentThread().join();
            }
            out.write(ScriptedAgent.response(ones(body)));
            return true;
        })) {
            register("i-1", agent.address());

            // when
            JsonNode responses = ask(call("\"all\"", String.join(",", Collections.nCopies(100, WHOLE))))
                    .at("/outcomes/0/responses");

            // then
            assertThat(responses.at("/0/status").asInt()).isEqualTo(200);
            assertThat(responses.at("/50/problem/code").asText()).isEqualTo("INSTANCE_TIMEOUT");
            assertThat(responses.at("/99/error").asText()).contains("was not asked");
        }
    }

    @Test
    void oneHeavySliceAtATimeAFewLightOnesAndProbesAlways() throws IOException {
        AtomicInteger most = new AtomicInteger();
        CountDownLatch gate = new CountDownLatch(1);
        try (ScriptedAgent agent = counting(new AtomicInteger(), most, gate)) {
            // given
            register("i-1", agent.address());
            List<CompletionStage<FunctionResponse>> asked = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                asked.add(function.handle(request(call("\"all\"", i < 10 ? WHOLE : LIGHT), "shop"))
                        .subscribeAsCompletionStage());
            }
            await().until(() -> agent.bodies().size() >= 5);

            // when
            FunctionRequest probe = request("{\"application\":\"shop\",\"timeoutMs\":1400}", "shop");
            var probed = function.handle(new FunctionRequest("POST", "/v1/probe", probe.headers(), probe.body()))
                    .subscribeAsCompletionStage();

            // then
            await().until(() -> agent.bodies().size() == 6);
            assertThat(most).hasValue(6);
            gate.countDown();
            assertThat(json(probed.toCompletableFuture().join())
                            .at("/instances/0/ending")
                            .asText())
                    .isEqualTo("REACHED");
            for (var call : asked) {
                assertThat(json(call.toCompletableFuture().join())
                                .at("/outcomes/0/responses/0/status")
                                .asInt())
                        .isEqualTo(200);
            }
        }
    }

    @Test
    void anAgentThatIsStillAtWorkIsNotAskedForMoreAndItsSilenceIsNoEvidence() throws IOException {
        CountDownLatch gate = new CountDownLatch(1);
        try (ScriptedAgent agent = counting(new AtomicInteger(), new AtomicInteger(), gate)) {
            // given a call that nobody waits for any more
            register("i-1", agent.address());
            JsonNode first = ask(call("\"all\"", WHOLE).replace("1500", "200"));

            // when
            JsonNode second = ask(call("\"all\"", LIGHT).replace("1500", "300"));
            FunctionRequest probe = request("{\"application\":\"shop\",\"timeoutMs\":300}", "shop");
            JsonNode probed = json(send(new FunctionRequest("POST", "/v1/probe", probe.headers(), probe.body())));

            // then
            assertThat(codes(first)).containsExactly("INSTANCE_TIMEOUT");
            assertThat(codes(second)).containsExactly("INSTANCE_TIMEOUT");
            assertThat(second.at("/outcomes/0/problem/detail").asText()).contains("still working");
            assertThat(probed.at("/instances/0/ending").asText()).isEqualTo("NOT_TRIED");
            assertThat(agent.bodies()).hasSize(2);

            // and when it is through
            gate.countDown();
            await().untilAsserted(
                            () -> assertThat(codes(ask(call("\"all\"", LIGHT)))).containsExactly(""));
        }
    }

    @Test
    void aCallerThatHasUsedItsShareIsToldWhatToNarrowAndOthersAreNot() throws IOException {
        try (ManagementFunction strict = function(32 << 20, tight());
                ScriptedAgent agent = new ScriptedAgent((body, out, number) -> {
                    new CountDownLatch(1).await(60, java.util.concurrent.TimeUnit.MILLISECONDS);
                    out.write(ScriptedAgent.response(ones(body)));
                    return true;
                })) {
            // given
            register("i-1", agent.address());
            String body = call("\"all\"", WHOLE + "," + LIGHT);
            String alice = body.replace("{\"application\"", "{\"caller\":\"alice\",\"application\"");
            String bob = body.replace("{\"application\"", "{\"caller\":\"bob\",\"application\"");

            // when
            JsonNode first = json(strict.handle(request(alice, "shop")).await().indefinitely());
            JsonNode second = json(strict.handle(request(alice, "shop")).await().indefinitely());
            JsonNode others = json(strict.handle(request(bob, "shop")).await().indefinitely());

            // then
            assertThat(first.at("/outcomes/0/responses/0/status").asInt()).isEqualTo(200);
            JsonNode refused = second.at("/outcomes/0/responses/0");
            assertThat(refused.path("status").asInt()).isEqualTo(429);
            assertThat(refused.at("/problem/code").asText()).isEqualTo("TOO_MUCH");
            assertThat(refused.path("error").asText()).contains("alice kept", "a name instead of a pattern");
            assertThat(second.at("/outcomes/0/responses/1/status").asInt()).isEqualTo(200);
            assertThat(others.at("/outcomes/0/responses/0/status").asInt()).isEqualTo(200);
        }
    }

    @Test
    void theAnswersOfOneCallHaveAMostInBytes() throws IOException {
        // given answers of 3 MiB each
        String large = "[{\"value\":\"" + "x".repeat(3 << 20) + "\",\"status\":200}]";
        try (ScriptedAgent agent = ScriptedAgent.answering(large)) {
            register("i-1", agent.address());
            String list = "{\"type\":\"list\"}";

            // when
            JsonNode responses = ask(call("\"all\"", String.join(",", list, list, list, list, list)))
                    .at("/outcomes/0/responses");

            // then
            assertThat(responses.at("/1/status").asInt()).isEqualTo(200);
            assertThat(responses.at("/3/problem/code").asText()).isEqualTo("TOO_MUCH");
            assertThat(agent.bodies().size()).isLessThanOrEqualTo(3);
        }
    }
}
