package io.farspan.troubleshooting.actions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.logging.Level;
import java.util.logging.Logger;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.plugin.action.ActionPlan;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.troubleshooting.store.ActionLimits;
import io.farspan.troubleshooting.store.ActionState;
import io.farspan.troubleshooting.store.Database;
import io.farspan.troubleshooting.store.OutcomeState;
import io.farspan.troubleshooting.store.StoredAction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/** Each of Farspan's own actions at real, stock Jolokia agents, over a real PostgreSQL. */
class OwnActionsTest {

    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String LOGGER = "io.farspan.troubleshooting.test";

    @RegisterExtension
    static final Database DATABASE = new Database();

    private static StockAgent agent;

    private final Logger logger = Logger.getLogger(LOGGER);
    private final Fleet fleet = new Fleet();
    private TestHome home;

    @BeforeAll
    static void startAgent() {
        agent = new StockAgent();
    }

    @AfterAll
    static void stopAgent() {
        agent.close();
    }

    @BeforeEach
    void start() {
        logger.setLevel(null);
        fleet.put("aws1/i-1", agent::ask);
        fleet.put("az1/i-2", agent::ask);
        home = new TestHome(DATABASE, fleet, 1, ActionLimits.USUAL).start();
    }

    @AfterEach
    void close() {
        home.close();
        fleet.close();
    }

    /** What a test keeps on the heap. */
    private static final class Leaked {}

    @Test
    void aHistogramSumsInstancesUpAndSaysWhatHasGrownSinceAnEarlierOne() {
        // given
        UUID earlier = done("{\"action\":\"histogram\"}").id();
        List<Leaked> leak = new ArrayList<>();
        for (int number = 0; number < 50_000; number++) {
            leak.add(new Leaked());
        }

        // when
        StoredAction action = done("{\"action\":\"histogram\",\"arguments\":{\"since\":\"" + earlier + "\"}}");

        // then
        JsonNode merged = home.merged(action.id()).tree();
        assertThat(merged.path("instances").asInt()).isEqualTo(2);
        assertThat(merged.path("bytes").asLong()).isPositive();
        JsonNode grown = find(merged.path("difference").path("grown"), "class", Leaked.class.getName());
        assertThat(grown.path("objects").asLong()).isEqualTo(2L * leak.size());
    }

    @Test
    void aHistogramIsComparedWithOneOfTheSameApplicationOnly() {
        assertThatThrownBy(() -> home.begin(
                        TestHome.OPERATOR,
                        "{\"action\":\"histogram\",\"arguments\":{\"since\":\"" + UUID.randomUUID() + "\"}}"))
                .hasMessageContaining("no earlier action");
    }

    @Test
    void flagsSayWhereInstancesDiffer() {
        // given
        fleet.put("az1/i-2", altered("\"name\":\"HeapDumpOnOutOfMemoryError\"", "\"name\":\"Other\""));

        // when
        JsonNode merged = home.merged(done("{\"action\":\"flags\"}").id()).tree();

        // then
        assertThat(merged.path("same").path("VM").asText()).isNotEmpty();
        JsonNode differs =
                merged.path("differs").path("HeapDumpOnOutOfMemoryError").get(0);
        assertThat(differs.path("instances").asInt()).isEqualTo(1);
        assertThat(differs.path("on").get(0).asText()).isEqualTo("aws1/i-1");
    }

    @Test
    void propertiesAreMerged() {
        // when
        JsonNode merged = home.merged(done("{\"action\":\"properties\"}").id()).tree();

        // then
        assertThat(merged.path("same").path("java.specification.version").asText())
                .isEqualTo(System.getProperty("java.specification.version"));
    }

    @Test
    void theCompilersCachesAreSummedUp() {
        // when
        JsonNode merged = home.merged(done("{\"action\":\"compiler\"}").id()).tree();

        // then
        JsonNode caches = merged.path("codeCaches").path("sums");
        assertThat(caches.size()).isPositive();
        assertThat(caches.iterator().next().path("usedKB").asLong()).isPositive();
        assertThat(caches.iterator().next().path("instances").asInt()).isEqualTo(2);
    }

    @Test
    void anInstanceThatDoesNotTrackItsNativeMemorySaysWhatToDo() {
        // when
        StoredAction action = done("{\"action\":\"native-memory\"}");

        // then
        assertThat(home.outcomes(action.id())).allSatisfy(outcome -> assertThat(
                        outcome.problem().orElseThrow().detail())
                .contains("-XX:NativeMemoryTracking=summary"));
    }

    @Test
    void nativeMemoryIsSummedUpByCategory() {
        // given
        String print = "Native Memory Tracking:\\n\\nTotal: reserved=100KB, committed=50KB\\n\\n"
                + "-                 Java Heap (reserved=60KB, committed=30KB)\\n"
                + "                            (mmap: reserved=60KB, committed=30KB)\\n";
        Function<List<RawJson>, List<RawJson>> tracking =
                requests -> List.of(RawJson.of("{\"status\":200,\"value\":\"" + print + "\"}"));
        fleet.put("aws1/i-1", tracking);
        fleet.put("az1/i-2", tracking);

        // when
        JsonNode sums =
                home.merged(done("{\"action\":\"native-memory\"}").id()).tree().path("sums");

        // then
        assertThat(sums.size()).isEqualTo(2);
        assertThat(sums.path("Total").path("committedKB").asInt()).isEqualTo(100);
        assertThat(sums.path("Java Heap").path("reservedKB").asInt()).isEqualTo(120);
    }

    @Test
    void aLevelIsSetAndSetBackWhenItsTimeIsOver() {
        // when
        StoredAction action = done("{\"action\":\"level\",\"arguments\":{\"logger\":\"" + LOGGER
                + "\",\"level\":\"FINE\",\"seconds\":1}}");

        // then
        assertThat(home.merged(action.id()).tree().path("same").path(LOGGER).asText())
                .isEqualTo("FINE");
        await().atMost(LONG).until(() -> home.find(action.id()).undone().isPresent());
        assertThat(logger.getLevel()).isNull();
    }

    @Test
    void aLevelThatAHomeHadSetBeforeItDiedIsSetBackByTheNextOneThoughNobodyAnswered() {
        // given
        fleet.put("aws1/i-1", requests -> {
            List<RawJson> responses = agent.ask(requests);
            if (requests.toString().contains("setLoggerLevel") && logger.getLevel() == Level.FINE) {
                home.die(); // after it was set, and before the answer is stored
            }
            return responses;
        });

        // when
        StoredAction action = home.begin(
                TestHome.OPERATOR,
                "{\"action\":\"level\",\"select\":{\"instances\":[\"aws1/i-1\"]},\"arguments\":{\"logger\":\"" + LOGGER
                        + "\",\"level\":\"FINE\",\"seconds\":1}}");
        await().atMost(LONG).until(() -> logger.getLevel() == Level.FINE);
        fleet.put("aws1/i-1", agent::ask);
        try (TestHome next = new TestHome(DATABASE, fleet, 2, ActionLimits.USUAL).start()) {
            await().atMost(LONG).until(() -> next.find(action.id()).undone().isPresent());
        }

        // then
        assertThat(logger.getLevel()).isNull();
    }

    @Test
    void aCancelledLevelIsSetBackAtOnce() {
        // given
        StoredAction action = done("{\"action\":\"level\",\"arguments\":{\"logger\":\"" + LOGGER
                + "\",\"level\":\"FINE\",\"seconds\":3600}}");

        // when
        home.actions.cancel("shop", action.id(), TestHome.OPERATOR).await().indefinitely();

        // then
        await().atMost(LONG).until(() -> home.find(action.id()).undone().isPresent());
        assertThat(logger.getLevel()).isNull();
    }

    @Test
    void aLevelOfALoggerThatIsNoLongerThereNeedsNotBeSetBack() {
        // given
        fleet.put("az1/i-2", requests -> requests.stream()
                .map(request -> RawJson.of(
                        request.toString().contains("setLoggerLevel")
                                ? "{\"status\":200,\"value\":null}"
                                : "{\"status\":200,\"value\":\"FINE\"}"))
                .toList());
        StoredAction action = done("{\"action\":\"level\",\"arguments\":{\"logger\":\"" + LOGGER
                + "\",\"level\":\"FINE\",\"seconds\":3600}}");

        // when
        Function<List<RawJson>, List<RawJson>> restarted = requests -> agent.ask(requests.stream()
                .map(request -> RawJson.of(request.toString().replace(LOGGER, "no.such.logger")))
                .toList());
        fleet.put("az1/i-2", restarted);
        home.actions.cancel("shop", action.id(), TestHome.OPERATOR).await().indefinitely();

        // then
        await().atMost(LONG).until(() -> home.find(action.id()).restored());
    }

    @Test
    void aLoggerThatIsNotThereIsNotSet() {
        // given
        fleet.put("aws1/i-1", requests -> List.of(RawJson.of("{\"status\":200,\"value\":null}")));
        fleet.put("az1/i-2", requests -> List.of(RawJson.of("{\"status\":200,\"value\":null}")));

        // when
        StoredAction action = done("{\"action\":\"level\",\"arguments\":{\"logger\":\"no.such\",\"level\":\"FINE\"}}");

        // then
        assertThat(home.outcomes(action.id()))
                .allSatisfy(outcome ->
                        assertThat(outcome.problem().orElseThrow().detail()).contains("no logger 'no.such'"));
        assertThat(fleet.calls()).noneMatch(call -> call.requests().toString().contains("setLoggerLevel"));
    }

    @Test
    void anyOperationCanBeInvokedAndItsArgumentsAreShownToNobody() {
        // given
        logger.setLevel(Level.CONFIG);

        // when
        StoredAction action = done("{\"action\":\"exec\",\"arguments\":{\"mbean\":\"java.util.logging:type=Logging\","
                + "\"operation\":\"getLoggerLevel\",\"arguments\":[\"" + LOGGER + "\"]}}");

        // then
        assertThat(home.merged(action.id()).tree().path("same").path("value").asText())
                .isEqualTo("CONFIG");
        assertThat(action.arguments().toString()).doesNotContain(LOGGER).contains("***");
        assertThat(home.ledger.toString()).doesNotContain(LOGGER).contains("getLoggerLevel");
    }

    @Test
    void anOperationThatTimesOutMayHaveBeenCarriedOut() {
        // given
        fleet.fail("az1/i-2", ProblemCode.INSTANCE_TIMEOUT);

        // when
        StoredAction action =
                done("{\"action\":\"exec\",\"arguments\":{\"mbean\":\"java.lang:type=Memory\",\"operation\":\"gc\"}}");

        // then
        assertThat(home.outcomes(action.id()).get(1).state()).isEqualTo(OutcomeState.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"action\":\"exec\",\"arguments\":{\"mbean\":\"java.lang:*\",\"operation\":\"gc\"}}",
                "{\"action\":\"exec\",\"arguments\":{\"mbean\":\"java.lang:type=Memory\"}}",
                "{\"action\":\"exec\",\"arguments\":{\"mbean\":\"x\",\"operation\":\"gc\"}}",
                "{\"action\":\"exec\",\"arguments\":{\"mbean\":\"java.lang:type=Memory\",\"operation\":\"gc\",\"arguments\":{}}}",
                "{\"action\":\"level\",\"arguments\":{\"logger\":\"a\",\"level\":\"LOUD\"}}",
                "{\"action\":\"level\",\"arguments\":{\"logger\":\"a\",\"level\":\"FINE\",\"seconds\":1e99}}",
                "{\"action\":\"level\",\"arguments\":{\"logger\":\"a\\u0000\"}}",
                "{\"action\":\"threads\",\"arguments\":{\"from\":\"file\"}}",
                "{\"action\":\"gc\",\"arguments\":{\"x\":1}}",
                "{\"action\":\"gc\",\"deadlineMs\":1}",
                "{\"action\":\"gc\",\"select\":\"primary\"}",
                "{\"action\":\"gc\",\"reason\":\"a\\nb\"}",
                "{\"action\":\"none\"}",
                "{}"
            })
    void whatCannotBeCarriedOutIsRefused(String body) {
        assertThatThrownBy(() -> home.begin(TestHome.OPERATOR, body)).isInstanceOf(FarspanException.class);
        assertThat(fleet.calls()).isEmpty();
    }

    @Test
    void dumpsOfAHundredInstancesAreMergedWithinTheLimits() {
        // given
        StringBuilder print = new StringBuilder();
        for (int thread = 0; thread < 500; thread++) {
            print.append("\\\"http-exec-")
                    .append(thread)
                    .append("\\\" #1 prio=5 cpu=1.00ms tid=0x1 nid=0x1 waiting\\n")
                    .append("   java.lang.Thread.State: WAITING (parking)\\n");
            for (int frame = 0; frame < 30; frame++) {
                print.append("\\tat shop.orders.checkout.Step")
                        .append(thread % 50)
                        .append(".call(Step.java:")
                        .append(frame)
                        .append(")\\n");
            }
        }
        String value = "{\"status\":200,\"value\":\"" + print + "\"}";
        Fleet many = new Fleet();
        for (int instance = 0; instance < 100; instance++) {
            many.put(
                    "aws" + instance % 3 + "/i-" + instance,
                    requests -> List.of(RawJson.of("{\"status\":200,\"value\":\"17\"}"), RawJson.of(value)));
        }
        try (TestHome router = new TestHome(DATABASE, many, 1, ActionLimits.USUAL).start()) {
            // when
            StoredAction action = router.ended(
                    router.begin(TestHome.OPERATOR, "{\"action\":\"threads\"}").id(), ActionState.DONE);

            // then
            RawJson merged = router.merged(action.id());
            assertThat(merged.tree().path("threads").asInt()).isEqualTo(50_000);
            assertThat(merged.tree().path("stacks").get(0).path("says").asText())
                    .isEqualTo("1000 of 50000 threads of 'http-exec' on 100 of 100 instances wait here");
            assertThat(merged.length()).isLessThan(ActionPlan.LARGEST_MERGED);
            long mostOfRound = many.calls().stream()
                    .mapToLong(call -> call.select().instances().size())
                    .max()
                    .orElseThrow();
            assertThat(mostOfRound * (1 << 20)).isLessThanOrEqualTo(ActionRun.ROUND_BYTES + (3 << 20));
        } finally {
            many.close();
        }
    }

    private StoredAction done(String body) {
        return home.ended(home.begin(TestHome.OPERATOR, body).id(), ActionState.DONE);
    }

    private static Function<List<RawJson>, List<RawJson>> altered(String text, String other) {
        return requests -> agent.ask(requests).stream()
                .map(response -> RawJson.of(response.toString().replace(text, other)))
                .toList();
    }

    private static JsonNode find(JsonNode list, String member, String value) {
        for (JsonNode one : list) {
            if (one.path(member).asText().equals(value)) {
                return one;
            }
        }
        throw new AssertionError("There is no " + value + " in " + list);
    }
}
