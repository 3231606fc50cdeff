package io.farspan.core.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import io.farspan.core.agent.AgentSettings;
import io.farspan.core.call.AgentLimits;
import io.farspan.core.call.Networks;
import io.farspan.core.message.FunctionRequest;
import io.farspan.core.message.FunctionResponse;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.token.CallClaims;
import io.farspan.protocol.token.SigningKey;
import io.farspan.provider.map.InstanceEntry;
import io.farspan.provider.map.InstanceEntry.State;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.MapHead;
import io.farspan.provider.testkit.InMemoryLocationMap;

import static org.assertj.core.api.Assertions.assertThat;

/** A function of aws1 over a map and a home of its own, and the requests that home makes. */
abstract class FunctionStage {

    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    static final String ANSWER = "[{\"value\":1,\"status\":200,\"timestamp\":1}]";
    static final String VERSION = "{\"type\":\"version\"}";
    static final String EXEC = "{\"type\":\"exec\",\"mbean\":\"a:b=c\",\"operation\":\"x\"}";

    final SigningKey home = SigningKey.generate();
    final InMemoryLocationMap map = new InMemoryLocationMap();
    final ManagementFunction function = function(32 << 20);
    long epoch = 1;
    int nonce;

    /** Limits under which one request that takes 50 ms uses up its caller's share. */
    static AgentLimits tight() {
        AgentLimits usual = AgentLimits.USUAL;
        return new AgentLimits(
                usual.maxObjects(),
                usual.maxListObjects(),
                usual.maxCollectionSize(),
                usual.maxDepth(),
                usual.slice(),
                Duration.ofMinutes(10),
                Duration.ofMillis(50),
                usual.bytes());
    }

    ManagementFunction function(int maxAnswerBytes) {
        return function(maxAnswerBytes, limits());
    }

    ManagementFunction function(int maxAnswerBytes, AgentLimits limits) {
        return ManagementFunction.create(settings(maxAnswerBytes, limits), map, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    FunctionSettings settings(int maxAnswerBytes, AgentLimits limits) {
        return new FunctionSettings(
                "aws1",
                List.of(home.publicKey()),
                Networks.parse("127.0.0.0/8"),
                Networks.parse("127.0.0.0/8"),
                maxAnswerBytes,
                Optional.empty(),
                agents(),
                limits);
    }

    AgentSettings agents() {
        return AgentSettings.USUAL;
    }

    AgentLimits limits() {
        return AgentLimits.USUAL;
    }

    @BeforeEach
    void createTheApplication() {
        map.commit(new MapChange(Optional.empty(), MapHead.first("shop", "dc1", List.of()), List.of()))
                .await()
                .indefinitely();
    }

    @AfterEach
    void close() {
        function.close();
    }

    FunctionResponse probe(String body) {
        FunctionRequest call = request(body, "shop");
        return send(new FunctionRequest("POST", "/v1/probe", call.headers(), call.body()));
    }

    void register(String name, InetSocketAddress address) {
        put(new InstanceEntry(id(name), address.getAddress().getHostAddress(), address.getPort(), State.UP, Map.of()));
    }

    void put(InstanceEntry instance) {
        map.head("shop")
                .chain(head -> map.commit(MapChange.of(head, List.of(new MapChange.PutInstance(instance)))))
                .await()
                .indefinitely();
    }

    static InstanceId id(String name) {
        return new InstanceId("aws1", name);
    }

    static String call(String instances, String requests) {
        return "{\"application\":\"shop\",\"instances\":" + instances + ",\"requests\":[" + requests
                + "],\"deadlineMs\":1500}";
    }

    FunctionRequest request(String body, String application) {
        return request(body, application, "aws1", NOW.getEpochSecond(), 30);
    }

    FunctionRequest request(String body, String application, String location, long from, long seconds) {
        CallClaims claims = new CallClaims(
                application,
                location,
                epoch,
                CallClaims.digest(body.getBytes()),
                from,
                from + seconds,
                "nonce-" + nonce++);
        return new FunctionRequest("POST", "/v1/call", Map.of("farspan-token", home.sign(claims)), body.getBytes());
    }

    FunctionResponse send(FunctionRequest request) {
        return function.handle(request).await().atMost(Duration.ofSeconds(15));
    }

    JsonNode ask(String body) {
        FunctionResponse response = send(request(body, "shop"));
        assertThat(response.status()).as(new String(response.body())).isEqualTo(200);
        return json(response);
    }

    String code(FunctionRequest request) {
        return json(send(request)).path("code").asText();
    }

    static JsonNode json(FunctionResponse response) {
        try {
            return Json.wire().readTree(response.body());
        } catch (IOException e) {
            throw new AssertionError(new String(response.body()), e);
        }
    }

    static List<String> codes(JsonNode answer) {
        return answer.path("outcomes").findValues("instance").isEmpty()
                ? List.of()
                : StreamSupport.stream(answer.path("outcomes").spliterator(), false)
                        .map(outcome -> outcome.at("/problem/code").asText())
                        .toList();
    }
}
