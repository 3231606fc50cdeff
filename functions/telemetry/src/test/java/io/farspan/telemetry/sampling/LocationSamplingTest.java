package io.farspan.telemetry.sampling;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smallrye.mutiny.Uni;
import org.jolokia.jvmagent.JolokiaServer;
import org.jolokia.jvmagent.JolokiaServerConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.farspan.home.reach.Route;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.function.FunctionAnswer;
import io.farspan.protocol.function.FunctionCall;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.telemetry.collect.CollectRoute;
import io.farspan.telemetry.rules.Rules;
import io.farspan.telemetry.store.Database;
import io.farspan.telemetry.store.TestSamples;
import io.farspan.telemetry.store.TestTelemetryStore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The sampling of a location whose instances have a stock Jolokia agent, over a real PostgreSQL. */
class LocationSamplingTest {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final InstanceId ONE = InstanceId.parse("dc1/i-1");
    private static final InstanceId TWO = InstanceId.parse("dc1/i-2");
    private static final InstanceId THREE = InstanceId.parse("dc1/i-3");
    private static final Duration DEADLINE = Duration.ofSeconds(20);
    private static final Duration OFTEN = Duration.ofMillis(20);
    private static final Duration SELDOM = Duration.ofHours(1);
    private static final SampleRequests REQUESTS = new SampleRequests(Rules.of(List.of("jvm", "tomcat"), List.of()));

    @RegisterExtension
    static final Database DATABASE = new Database();

    private static JolokiaServer agent;

    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private final List<FunctionCall> calls = new CopyOnWriteArrayList<>();
    private final Map<InstanceId, Function<List<RawJson>, Outcome>> instances = new ConcurrentHashMap<>();

    @BeforeAll
    static void start() throws IOException {
        agent = new JolokiaServer(
                new JolokiaServerConfig(Map.of("host", "127.0.0.1", "port", "0", "discoveryEnabled", "false")));
        agent.start();
    }

    @AfterAll
    static void stop() {
        agent.stop();
    }

    @BeforeEach
    void makeTables() {
        TestTelemetryStore.in(DATABASE).streams("shop");
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
    }

    @Test
    void aStockAgentsMetricsAreStoredUnderHomesTime() throws SQLException {
        // given
        instances.put(ONE, requests -> stock(ONE, requests));
        Instant before = Instant.now();

        // when
        sampling(SELDOM).begin(route(), Set.of(ONE));

        // then
        await().atMost(LIMIT).until(() -> !series().isEmpty());
        assertThat(series()).contains("i-1 jvm.memory.used", "i-1 jvm.thread.count", "i-1 jvm.cpu.time");
        assertThat(DATABASE.column("select distinct time between '" + before.minusMillis(1) + "' and now()"
                        + " from metric_point"))
                .containsExactly("t");
        assertThat(DATABASE.column("select value > 0 from metric_point join metric_series s on s.id = series_id"
                        + " join metric m on m.id = metric_id where name = 'jvm.thread.count'"))
                .isNotEmpty()
                .containsOnly("t");
        assertThat(calls).hasSize(1);
        assertThat(calls.get(0).instances()).contains(List.of("i-1"));
    }

    @Test
    void noPointIsThereTwiceHoweverManyHomesSample() throws SQLException {
        // given: a home that was, and one that is
        instances.put(ONE, requests -> stock(ONE, requests));
        LocationSampling one = sampling(OFTEN);
        LocationSampling other = sampling(OFTEN);

        // when
        await().atMost(LIMIT).until(() -> {
            one.begin(route(), Set.of(ONE));
            other.begin(route(), Set.of(ONE));
            return Integer.parseInt(DATABASE.column("select count(distinct time) from metric_point")
                            .get(0))
                    >= 5;
        });

        // then
        assertThat(DATABASE.column("select 1 from metric_point group by series_id, time having count(*) > 1"))
                .isEmpty();
    }

    @Test
    void anInstanceThatHasAnAgentOfOursByNowIsLeftToIt() throws SQLException {
        // given
        instances.put(ONE, requests -> withAgent(stock(ONE, requests)));
        instances.put(TWO, requests -> stock(TWO, requests));

        // when
        sampling(SELDOM).begin(route(), Set.of(ONE, TWO));

        // then
        await().atMost(LIMIT).until(() -> !series().isEmpty());
        assertThat(series()).allMatch(series -> series.startsWith("i-2 "));
    }

    @Test
    void aHostileInstanceCostsItsOwnPointsOnly() throws SQLException {
        // given: one fails, one answers nonsense and one that was not asked answers
        InstanceId stranger = InstanceId.parse("dc1/i-9");
        instances.put(
                ONE,
                requests -> Outcome.failed(ONE, 1, Problem.of(ProblemCode.INSTANCE_TIMEOUT, "It did not answer.")));
        instances.put(TWO, requests -> Outcome.answered(TWO, 1, List.of(raw("{\"status\":404}"))));
        instances.put(THREE, requests -> stock(THREE, requests));
        instances.put(stranger, requests -> stock(stranger, requests));

        // when
        sampling(SELDOM).begin(route(), Set.of(ONE, TWO, THREE));

        // then
        await().atMost(LIMIT).until(() -> !series().isEmpty());
        assertThat(series()).allMatch(series -> series.startsWith("i-3 "));
    }

    @Test
    void whatIsTooLargeToBeReadIsNotStored() throws SQLException {
        // given
        String large = "{\"status\":404,\"error\":\"" + "x".repeat((int) LocationSamples.LARGEST_SAMPLE) + "\"}";
        instances.put(ONE, requests -> {
            List<RawJson> responses =
                    new ArrayList<>(stock(ONE, requests).responses().orElseThrow());
            responses.set(0, raw(large));
            return Outcome.answered(ONE, 1, responses);
        });
        instances.put(TWO, requests -> stock(TWO, requests));

        // when
        sampling(SELDOM).begin(route(), Set.of(ONE, TWO));

        // then
        await().atMost(LIMIT).until(() -> !series().isEmpty());
        assertThat(series()).allMatch(series -> series.startsWith("i-2 "));
    }

    @Test
    void aLocationIsAskedOnceAtATimeAndAtItsInterval() {
        // given: a function that does not answer
        LocationSampling hanging = new LocationSampling(
                "shop",
                "dc1",
                REQUESTS,
                (route, call, timeout) -> {
                    calls.add(call);
                    return Uni.createFrom().nothing();
                },
                samples(OFTEN),
                OFTEN,
                Duration.ofSeconds(1),
                threads);

        // when
        for (int attempt = 0; attempt < 1_000; attempt++) {
            hanging.begin(route(), Set.of(ONE));
        }

        // then: no thread waits for it, and it is asked again when its call has been given up
        assertThat(calls).hasSize(1);
        await().atMost(LIMIT).until(() -> {
            hanging.begin(route(), Set.of(ONE));
            return calls.size() == 2;
        });
    }

    @Test
    void nobodyIsAskedWhereEveryInstanceHasAnAgentOfOurs() {
        sampling(OFTEN).begin(route(), Set.of());

        assertThat(calls).isEmpty();
    }

    private LocationSampling sampling(Duration interval) {
        return new LocationSampling(
                "shop",
                "dc1",
                REQUESTS,
                (route, call, timeout) -> {
                    calls.add(call);
                    return Uni.createFrom().item(() -> answer(call)).runSubscriptionOn(threads);
                },
                samples(interval),
                interval,
                DEADLINE,
                threads);
    }

    private static LocationSamples samples(Duration interval) {
        return new LocationSamples("shop", REQUESTS, TestSamples.in(DATABASE), interval.dividedBy(2));
    }

    private FunctionAnswer answer(FunctionCall call) {
        Map<InstanceId, Outcome> outcomes = new HashMap<>();
        instances.forEach((instance, its) -> outcomes.put(instance, its.apply(call.requests())));
        return new FunctionAnswer("dc1", 1, List.copyOf(outcomes.values()), Map.of());
    }

    /** What the stock agent answers. */
    private static Outcome stock(InstanceId instance, List<RawJson> requests) {
        try {
            HttpResponse<byte[]> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(agent.getUrl()))
                                    .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(requests)))
                                    .build(),
                            HttpResponse.BodyHandlers.ofByteArray());
            List<RawJson> responses = new ArrayList<>();
            for (JsonNode response : Json.wire().readTree(answer.body())) {
                responses.add(RawJson.of(response));
            }
            return Outcome.answered(instance, 1, responses);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Outcome withAgent(Outcome outcome) {
        List<RawJson> responses = new ArrayList<>(outcome.responses().orElseThrow());
        ObjectNode clock = (ObjectNode) responses.get(0).tree().deepCopy();
        responses.set(0, RawJson.of(clock.put("status", 200).put("value", "{\"run\":\"a\",\"now\":1}")));
        return Outcome.answered(outcome.instance(), 1, responses);
    }

    private static RawJson raw(String json) {
        byte[] bytes = json.getBytes(UTF_8);
        return RawJson.slice(bytes, 0, bytes.length);
    }

    private static List<String> series() throws SQLException {
        return DATABASE.column("select distinct instance || ' ' || name from metric_point"
                + " join metric_series s on s.id = series_id join metric m on m.id = metric_id");
    }

    private static CollectRoute route() {
        FunctionEndpoint function =
                new FunctionEndpoint("dc1", "localhost", Optional.empty(), 1, "", "server", false, 1);
        return new CollectRoute(Route.direct(function), Optional.empty(), 1, 1);
    }
}
