package io.farspan.core.call;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.StandardMBean;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jolokia.jvmagent.JolokiaServer;
import org.jolokia.jvmagent.JolokiaServerConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.core.agent.AgentClient;
import io.farspan.core.agent.AgentSettings;
import io.farspan.core.agent.Lane;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;

import static org.assertj.core.api.Assertions.assertThat;

/** Calls to a stock agent: the same answers as it gives itself, and bounds that it does not know. */
class StockAgentTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String EVERYTHING = "{\"type\":\"read\",\"mbean\":\"*:*\",\"config\":{\"ignoreErrors\":true}}";
    private static final String LIGHT =
            "{\"type\":\"read\",\"mbean\":\"java.lang:type=Memory\",\"attribute\":\"Verbose\"}";
    private static final String COUNT = "{\"type\":\"exec\",\"mbean\":\"stock:type=Tally\",\"operation\":\"count\"}";
    private static final String AMBIGUOUS =
            "{\"type\":\"exec\",\"mbean\":\"stock:type=Tally\",\"operation\":\"add\",\"arguments\":[1]}";

    private static final Tally TALLY = new Tally();

    private static JolokiaServer agent;
    private static AgentClient client;

    /** Something to change. */
    public interface TallyMBean {
        /** What was counted. */
        int getTotal();

        /** Counts one. */
        int count();

        /** One of two operations of a name. */
        int add(int more);

        /** The other. */
        long add(long more);
    }

    private static final class Tally implements TallyMBean {

        private final AtomicInteger total = new AtomicInteger();

        @Override
        public int getTotal() {
            return total.get();
        }

        @Override
        public int count() {
            return total.incrementAndGet();
        }

        @Override
        public int add(int more) {
            return total.addAndGet(more);
        }

        @Override
        public long add(long more) {
            return total.addAndGet((int) more);
        }
    }

    @BeforeAll
    static void start() throws IOException, JMException {
        ManagementFactory.getPlatformMBeanServer()
                .registerMBean(new StandardMBean(TALLY, TallyMBean.class), new ObjectName("stock:type=Tally"));
        agent = new JolokiaServer(
                new JolokiaServerConfig(Map.of("host", "127.0.0.1", "port", "0", "discoveryEnabled", "false")));
        agent.start();
        client = new AgentClient(AgentSettings.USUAL);
    }

    @AfterAll
    static void stop() throws JMException {
        client.close();
        agent.stop();
        ManagementFactory.getPlatformMBeanServer().unregisterMBean(new ObjectName("stock:type=Tally"));
    }

    @BeforeEach
    void reset() {
        TALLY.total.set(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"mbean\":\"java.lang:type=MemoryManager,*\"}",
                "{\"mbean\":\"java.lang:type=MemoryManager,*\",\"attribute\":\"Name\"}",
                "{\"mbean\":\"java.lang:type=MemoryManager,*\",\"attribute\":[\"Name\",\"Valid\",\"Nothing\"]}",
                "{\"mbean\":\"java.nio:*\",\"attribute\":\"Name\"}",
                "{\"mbean\":\"java.lang:type=MemoryManager,*\",\"attribute\":\"Nothing\"}",
                "{\"mbean\":\"nothing:*\"}",
                "{\"mbean\":\"java.lang:type=OperatingSystem,*\",\"attribute\":[\"Name\",\"Arch\"],\"config\":{\"canonicalNaming\":true}}",
                "{\"mbean\":\"stock:type=*\",\"config\":{\"includeRequest\":false}}",
                "{\"mbean\":\"java.lang:type=MemoryManager,*\",\"attribute\":\"Valid\",\"path\":\"*/Valid\"}"
            })
    void aPatternIsAnsweredAsTheAgentAnswersIt(String members) throws IOException {
        // given
        String request = "{\"type\":\"read\"," + members.substring(1);

        // when
        JsonNode own = own(request);
        JsonNode paged = ask(AgentLimits.USUAL, LIMIT, request).get(0);

        // then
        assertThat(without(paged)).isEqualTo(without(own));
    }

    @Test
    void aNameReadByItselfHasWhatItsPatternHasForItUnlessThatHasAnError() throws IOException {
        // given
        JsonNode pattern = Json.wire()
                .readTree("{\"type\":\"read\",\"mbean\":\"java.lang:type=MemoryPool,name=*\",\"attribute\":[\"Type\"],"
                        + "\"config\":{\"ignoreErrors\":true,\"includeRequest\":false}}");
        JsonNode lacking = pattern.deepCopy();
        ((ArrayNode) lacking.path("attribute")).add("Nothing");

        // when
        ExactRead exact = ExactRead.of(pattern, AgentLimits.USUAL);
        ExactRead withError = ExactRead.of(lacking, AgentLimits.USUAL);

        // then
        assertThat(ExactRead.isPossible(pattern)).isTrue();
        assertThat(exact.isSame(answer(exact, "java.lang:name=Metaspace,type=MemoryPool")))
                .isTrue();
        assertThat(exact.isSame(answer(exact, "java.lang:name=Gone,type=MemoryPool")))
                .isFalse();
        assertThat(withError.isSame(answer(withError, "java.lang:name=Metaspace,type=MemoryPool")))
                .isFalse();
    }

    private static RawJson answer(ExactRead read, String name) throws IOException {
        return RawJson.of(own(read.request(name).toString()).toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"mbean\":\"a:type=b,*\",\"attribute\":[\"X\"],\"config\":{\"ignoreErrors\":true}}",
                "{\"mbean\":\"*:type=b\",\"attribute\":[\"X\"],\"config\":{\"ignoreErrors\":true}}",
                "{\"mbean\":\"p@a:type=*\",\"attribute\":[\"X\"],\"config\":{\"ignoreErrors\":true}}",
                "{\"mbean\":\"a:type=*\",\"attribute\":\"X\",\"config\":{\"ignoreErrors\":true}}",
                "{\"mbean\":\"a:type=*\",\"attribute\":[],\"config\":{\"ignoreErrors\":true}}",
                "{\"mbean\":\"a:type=*\",\"attribute\":[\"X*\"],\"config\":{\"ignoreErrors\":true}}",
                "{\"mbean\":\"a:type=*\",\"attribute\":[\"X\"],\"config\":{\"ignoreErrors\":\"true\"}}",
                "{\"mbean\":\"a:type=*\",\"attribute\":[\"X\"]}",
                "{\"mbean\":\"a:type=*\",\"attribute\":[\"X\"],\"config\":{\"ignoreErrors\":true,\"maxDepth\":1}}",
                "{\"mbean\":\"a:type=*\",\"attribute\":[\"X\"],\"config\":{\"ignoreErrors\":true},\"path\":\"*/X\"}"
            })
    void whatAnAgentTreatsOtherwiseInAPatternIsNotReadByName(String request) throws IOException {
        assertThat(ExactRead.isPossible(Json.wire().readTree(request))).isFalse();
    }

    @Test
    void everyMBeanOfTheJvmIsThere() throws IOException {
        JsonNode own = own(EVERYTHING);
        JsonNode paged = ask(AgentLimits.USUAL, LIMIT, EVERYTHING).get(0);

        assertThat(paged.path("status").asInt()).isEqualTo(200);
        assertThat(names(paged)).isEqualTo(names(own));
    }

    @Test
    void anAmbiguousOperationIsItsOwnErrorAndTheOthersAreCarriedOutOnce() {
        // when
        List<JsonNode> responses = ask(AgentLimits.USUAL, LIMIT, COUNT, AMBIGUOUS, LIGHT, COUNT);

        // then
        assertThat(responses.get(0).path("value").asInt()).isEqualTo(1);
        assertThat(responses.get(1).path("status").asInt()).isEqualTo(400);
        assertThat(responses.get(1).path("error").asText()).contains("overloaded");
        assertThat(responses.get(2).path("status").asInt()).isEqualTo(200);
        assertThat(responses.get(3).path("value").asInt()).isEqualTo(2);
        assertThat(TALLY.total).hasValue(2);
    }

    @Test
    void whoHasUsedUpTheBudgetIsToldWhatToNarrowAndLightRequestsGoOn() {
        // given
        AgentLimits usual = AgentLimits.USUAL;
        AgentLimits narrow = new AgentLimits(
                usual.maxObjects(),
                usual.maxListObjects(),
                usual.maxCollectionSize(),
                usual.maxDepth(),
                usual.slice(),
                usual.window(),
                Duration.ofNanos(1),
                usual.bytes());

        // when
        List<JsonNode> responses = ask(narrow, LIMIT, EVERYTHING, EVERYTHING, LIGHT);

        // then
        assertThat(responses.get(1).path("problem").path("code").asText()).isEqualTo("TOO_MUCH");
        assertThat(responses.get(1).path("error").asText()).contains("a name instead of a pattern");
        assertThat(responses.get(2).path("status").asInt()).isEqualTo(200);
    }

    @Test
    void aThousandReadsOfEverythingEndWithTheirDeadlineAndAProbeGetsItsTurn() {
        // given
        String[] requests = Collections.nCopies(1_000, EVERYTHING).toArray(new String[0]);

        // when
        Outcome outcome = outcome(AgentLimits.USUAL, Duration.ofSeconds(1), requests);
        byte[] probe = client.post(
                        address(),
                        "[{\"type\":\"version\"}]".getBytes(StandardCharsets.UTF_8),
                        LIMIT,
                        false,
                        Lane.PROBE)
                .await()
                .atMost(LIMIT);

        // then
        outcome.responses().ifPresent(responses -> assertThat(responses).hasSize(1_000));
        assertThat(outcome.responses().isPresent() || outcome.problem().isPresent())
                .isTrue();
        assertThat(probe).isNotEmpty();
    }

    private static JsonNode own(String request) throws IOException {
        byte[] body = client.post(
                        address(), ("[" + request + "]").getBytes(StandardCharsets.UTF_8), LIMIT, false, Lane.CALL)
                .await()
                .atMost(LIMIT);
        return Json.wire().readTree(body).get(0);
    }

    private static List<JsonNode> ask(AgentLimits limits, Duration deadline, String... requests) {
        return outcome(limits, deadline, requests).responses().orElseThrow().stream()
                .map(RawJson::tree)
                .toList();
    }

    private static Outcome outcome(AgentLimits limits, Duration deadline, String... requests) {
        List<RawJson> canonical = new ArrayList<>();
        for (String request : requests) {
            canonical.add(JolokiaRequest.of(RawJson.of(request)).raw());
        }
        CallContext context = new CallContext(client, limits);
        HeldAnswers held = new HeldAnswers();
        return new InstanceCall(
                        context,
                        new InstanceId("dc1", "i-1"),
                        address(),
                        "ann",
                        new Batch(canonical, limits),
                        held,
                        new CallDeadline(System.nanoTime(), deadline, held, context.writing()))
                .run()
                .await()
                .atMost(LIMIT)
                .outcome();
    }

    private static List<String> names(JsonNode response) {
        List<String> names = new ArrayList<>();
        response.path("value").fieldNames().forEachRemaining(names::add);
        Collections.sort(names);
        return names;
    }

    /** Apart from when it was answered, and from the order of names. */
    private static JsonNode without(JsonNode response) {
        ObjectNode copy = response.deepCopy();
        copy.remove("timestamp");
        copy.remove("stacktrace");
        return copy;
    }

    private static InetSocketAddress address() {
        return new InetSocketAddress("127.0.0.1", agent.getAddress().getPort());
    }
}
