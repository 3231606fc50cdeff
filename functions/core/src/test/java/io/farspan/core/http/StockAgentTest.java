package io.farspan.core.http;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.core.agent.StockAgent;
import io.farspan.core.call.AgentLimits;
import io.farspan.core.message.FunctionRequest;
import io.farspan.core.message.FunctionResponse;
import io.farspan.protocol.json.Json;

import static org.assertj.core.api.Assertions.assertThat;

/** What the function answers beside what the unmodified agent answers to the same request. */
class StockAgentTest extends FunctionStage {

    private static StockAgent agent;

    @BeforeAll
    static void start() throws IOException {
        agent = StockAgent.start(96, 40);
    }

    @AfterAll
    static void stop() {
        agent.close();
    }

    /** Slices so short that every pattern is read in pages. */
    @Override
    AgentLimits limits() {
        AgentLimits usual = AgentLimits.USUAL;
        return new AgentLimits(
                usual.maxObjects(),
                usual.maxListObjects(),
                usual.maxCollectionSize(),
                usual.maxDepth(),
                Duration.ofNanos(1),
                usual.window(),
                Duration.ofHours(1),
                usual.bytes());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"mbean\":\"figures.of.shop:*\",\"config\":{\"ignoreErrors\":true}",
                "\"mbean\":\"figures.of.shop:*\"",
                "\"mbean\":\"figures.of.*:type=Size,*\"",
                "\"mbean\":\"*:type=Size,*\",\"config\":{\"canonicalNaming\":true}",
                "\"mbean\":\"figures.of.shop:name=s1*,*\",\"config\":{\"canonicalNaming\":false}",
                "\"mbean\":\"figures.of.shop:type=Figures,*\",\"attribute\":\"Hits\"",
                "\"mbean\":\"figures.of.shop:*\",\"attribute\":[\"Hits\",\"Size\"]",
                "\"mbean\":\"figures.of.shop:*\",\"attribute\":\"Hits,Names\"",
                "\"mbean\":\"figures.of.shop:*\",\"attribute\":[\"Nope\"]",
                "\"mbean\":\"figures.of.shop:*\",\"attribute\":[\"\"],\"config\":{\"ignoreErrors\":\"true\"}",
                "\"mbean\":\"figures.of.shop:*\",\"attribute\":[\"Trouble\"]",
                "\"mbean\":\"figures.of.shop:*\",\"attribute\":[\"Trouble\"],\"config\":{\"serializeException\":true,\"maxDepth\":2}",
                "\"mbean\":\"figures.of.shop:*\",\"attribute\":[\"Names\"],\"path\":\"*/Names/1\"",
                "\"mbean\":\"figures.of.shop:*\",\"attribute\":[\"Names\"],\"path\":\"*/*/9\"",
                "\"mbean\":\"figures.of.shop:*\",\"attribute\":[\"Hits\"],\"path\":\"*/Hits/x\"",
                "\"mbean\":\"figures.of.shop:*\",\"attribute\":[\"Hits\"],\"path\":\"figures.of.shop:name=s1,type=Size/Size\"",
                "\"mbean\":\"figures.of.shop:*\",\"attribute\":[\"Size\"],\"path\":\"figures.of.shop:type=Size,name=s1/Size\"",
                "\"mbean\":\"figures.of.shop:*\",\"attribute\":[\"Size\"],\"path\":\"nobody/Size\"",
                "\"mbean\":\"figures.of.shop:*\",\"attribute\":[\"Size\"],\"config\":{\"maxCollectionSize\":5}",
                "\"mbean\":\"figures.of.shop:*\",\"attribute\":[\"Names\"],\"config\":{\"maxDepth\":2}",
                "\"mbean\":\"figures.of.shop:*\",\"attribute\":[\"Names\"],\"config\":{\"maxDepth\":1}",
                "\"mbean\":\"figures.of.shop:*\",\"attribute\":[\"Size\"],\"config\":{\"includeRequest\":false}",
                "\"mbean\":\"figures.of.shop:type=Size,name=*\",\"attribute\":[\"Size\"],\"config\":{\"ignoreErrors\":true}",
                "\"mbean\":\"figures.of.shop:type=*,name=*\",\"attribute\":[\"Hits\",\"Size\"],\"config\":{\"ignoreErrors\":true,\"includeRequest\":false}",
                "\"mbean\":\"figures.of.shop:type=Figures,name=*\",\"attribute\":[\"Trouble\",\"Hits\"],\"config\":{\"ignoreErrors\":true}",
                "\"mbean\":\"figures.of.shop:type=Figures,name=*\",\"attribute\":[\"Names\"],\"config\":{\"ignoreErrors\":true,\"canonicalNaming\":false}",
                "\"mbean\":\"java.lang:type=MemoryPool,name=*\",\"attribute\":[\"Type\",\"Nope\"],\"config\":{\"ignoreErrors\":true}",
                "\"mbean\":\"nobody:*\"",
                "\"mbean\":\"figures.of.shop:type=Size,name=s1,*\"",
                "\"mbean\":\"java.lang:type=*\"",
                "\"mbean\":\"java.lang:type=GarbageCollector,*\",\"attribute\":[\"Name\",\"Valid\",\"MemoryPoolNames\"]",
                "\"mbean\":\"java.lang:*\",\"attribute\":[\"Name\",\"Valid\"]",
                "\"mbean\":\"*:*\",\"attribute\":[\"Valid\",\"Size\",\"Hits\",\"ObjectName\"]"
            })
    void aPatternIsAnsweredAsTheAgentAnswersIt(String members) throws Exception {
        // given
        register("i-1", agent.address());
        String request = "{\"type\":\"read\"," + members + "}";
        ask(call("\"all\"", request)); // the agent's pace is known, so that slices are as short as can be

        // when
        JsonNode own = ask(call("\"all\"", request)).at("/outcomes/0/responses/0");
        JsonNode agents = agent.ask("[" + request + "]").get(0);

        // then
        assertThat(untimed(own)).isEqualTo(untimed(agents));
        assertThat(own.has("timestamp")).isEqualTo(agents.has("timestamp"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "", "java.lang/", "java.lang/type=Memory/"})
    void aListIsAnsweredAsTheAgentAnswersIt(String path) throws Exception {
        // given
        register("i-1", agent.address());
        String request = "{\"type\":\"list\",\"path\":\"" + path + "\",\"config\":{\"maxDepth\":3}}";

        // when
        JsonNode own = ask(call("\"all\"", request)).at("/outcomes/0/responses/0");
        JsonNode agents = agent.ask("[" + request + "]").get(0);

        // then
        assertThat(own.path("value")).isNotEmpty().isEqualTo(agents.path("value"));
    }

    @Test
    void aBulkWithAnItemThatTheAgentCannotReadCostsThatItemOnly() throws Exception {
        // given
        register("i-1", agent.address());
        String memory = "{\"type\":\"read\",\"mbean\":\"java.lang:type=Memory\",\"attribute\":\"Verbose\"}";

        // when
        JsonNode responses = ask(call(
                        "\"all\"",
                        memory + ",{\"type\":\"read\",\"mbean\":\"java.lang:type=Memory\",\"path\":5}," + memory
                                + ",{\"type\":\"exec\",\"mbean\":\"java.lang:type=Memory\",\"operation\":\"gc\"}"
                                + ",{\"type\":\"exec\",\"mbean\":\"java.lang:type=Threading\",\"operation\":\"getThreadInfo\",\"arguments\":[1]}"))
                .at("/outcomes/0/responses");

        // then
        List<Integer> statuses = new ArrayList<>();
        responses.forEach(response -> statuses.add(response.path("status").asInt()));
        assertThat(statuses).containsExactly(200, 400, 200, 200, 400);
        assertThat(responses.at("/1/error").asText()).contains("path must be a string");
        assertThat(responses.at("/4/error").asText()).contains("is overloaded", "(long)");
    }

    @Test
    void whatIsCutOffAtALimitOfOursIsNotPassedOnAsTheTruth() throws Exception {
        // given
        try (ManagementFunction narrow = function(
                32 << 20,
                new AgentLimits(
                        10,
                        60,
                        5,
                        15,
                        Duration.ofMillis(200),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(10),
                        1L << 30))) {
            register("i-1", agent.address());
            String many = "{\"type\":\"read\",\"mbean\":\"figures.of.shop:*\",\"attribute\":[\"Size\"]}";
            String objects =
                    "{\"type\":\"exec\",\"mbean\":\"java.lang:type=Threading\",\"operation\":\"dumpAllThreads(boolean,boolean)\",\"arguments\":[false,false],\"config\":{\"maxCollectionSize\":3}}";
            String unlimited =
                    "{\"type\":\"read\",\"mbean\":\"java.lang:type=Memory\",\"attribute\":\"HeapMemoryUsage\",\"config\":{\"maxObjects\":0,\"maxDepth\":\"99\"}}";
            String list = "{\"type\":\"list\"}";

            // when
            String body = call("\"all\"", many + "," + objects + "," + unlimited + "," + list);
            JsonNode responses = json(narrow.handle(request(body, "shop"))
                            .await()
                            .atMost(Duration.ofSeconds(10)))
                    .at("/outcomes/0/responses");

            // then
            assertThat(responses.at("/0/problem/code").asText()).isEqualTo("TOO_MUCH");
            assertThat(responses.at("/0/error").asText()).contains("max-collection-size");
            assertThat(responses.at("/1/problem/detail").asText()).contains("max-objects");
            assertThat(responses.at("/2/value/used").asLong()).isPositive();
            assertThat(responses.at("/3/status").asInt()).isEqualTo(429);
        }
    }

    @Test
    void theHeaviestCallOfAViewerLeavesTheJvmAliveAndOthersTheirAnswers() throws Exception {
        try (StockAgent small = StockAgent.start(96, 0);
                ManagementFunction usual = function(32 << 20, AgentLimits.USUAL)) {
            // given
            register("i-1", small.address());
            String heavy = "{\"type\":\"read\",\"mbean\":\"*:*\",\"config\":{\"ignoreErrors\":true}}";
            String light = "{\"type\":\"read\",\"mbean\":\"java.lang:type=Memory\",\"attribute\":\"HeapMemoryUsage\"}";
            String heaviest = call("\"all\"", String.join(",", Collections.nCopies(1_000, heavy)))
                    .replace("1500", "4000");
            List<Double> lightTook = new ArrayList<>();
            List<String> probed = new ArrayList<>();

            // when three ask that at once, again and again
            for (int round = 0; round < 3; round++) {
                List<java.util.concurrent.CompletableFuture<FunctionResponse>> asked = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    asked.add(usual.handle(request(heaviest, "shop")).subscribeAsCompletionStage());
                }
                while (!asked.stream().allMatch(java.util.concurrent.CompletableFuture::isDone)) {
                    long started = System.nanoTime();
                    JsonNode answer =
                            json(usual.handle(request(call("\"all\"", light).replace("1500", "4000"), "shop"))
                                    .await()
                                    .atMost(Duration.ofSeconds(5)));
                    lightTook.add((System.nanoTime() - started) / 1e6);
                    assertThat(answer.at("/outcomes/0/responses/0/status").asInt())
                            .as(answer.toString())
                            .isEqualTo(200);
                    FunctionRequest probe = request("{\"application\":\"shop\",\"timeoutMs\":2000}", "shop");
                    probed.add(
                            json(usual.handle(new FunctionRequest("POST", "/v1/probe", probe.headers(), probe.body()))
                                            .await()
                                            .atMost(Duration.ofSeconds(5)))
                                    .at("/instances/0/ending")
                                    .asText());
                }

                // then each says of every item what became of it
                for (var done : asked) {
                    JsonNode responses = json(done.join()).at("/outcomes/0/responses");
                    assertThat(responses).hasSize(1_000);
                    assertThat(responses.at("/999/problem/code").asText()).isIn("TOO_MUCH", "INSTANCE_TIMEOUT");
                }
            }

            // then
            assertThat(small.isAlive()).isTrue();
            assertThat(Collections.max(lightTook)).isLessThan(2_500);
            assertThat(probed).isNotEmpty().containsOnly("REACHED");
            assertThat(json(usual.handle(request(heaviest, "shop")).await().atMost(Duration.ofSeconds(9)))
                            .at("/outcomes/0/responses/999/problem/code")
                            .asText())
                    .isEqualTo("TOO_MUCH");
            assertThat(small.ask("[" + light + "]").at("/0/status").asInt()).isEqualTo(200);
        }
    }

    private static JsonNode untimed(JsonNode response) throws IOException {
        // Where an object is in memory changes as well.
        String text = response.toString().replaceAll("@[0-9a-f]{5,8}\\b", "@…");
        ObjectNode copy = ((ObjectNode) Json.wire().readTree(text)).without("timestamp");
        // What a JVM says of itself changes from one moment to the next.
        JsonNode value = copy.path("value");
        if (value.has("java.lang:type=Memory")) {
            copy.set("value", Json.wire().valueToTree(fieldNames(value)));
        }
        return copy;
    }

    private static List<String> fieldNames(JsonNode node) {
        List<String> names = new ArrayList<>();
        if (!(node instanceof ArrayNode)) {
            node.fieldNames().forEachRemaining(names::add);
        }
        Collections.sort(names);
        return names;
    }
}
