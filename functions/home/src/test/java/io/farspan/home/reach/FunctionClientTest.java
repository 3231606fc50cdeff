package io.farspan.home.reach;

import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.farspan.home.settings.RouterConfig;
import io.farspan.protocol.call.Role;
import io.farspan.protocol.function.FunctionCall;
import io.farspan.protocol.function.PluginCall;
import io.farspan.protocol.function.PluginListing;
import io.farspan.protocol.http.Gzip;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.probe.ProbeCall;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.token.SigningKey;
import io.farspan.protocol.trace.TraceContext;
import io.farspan.provider.map.FunctionEndpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Where the coded answers of a function are expanded and read, and how large they may be. */
class FunctionClientTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final TraceContext TRACE = TraceContext.continueFrom(Optional.empty());
    private static final String PROBLEM =
            "{\"type\":\"about:blank\",\"title\":\"t\",\"status\":500,\"detail\":\"%s\",\"code\":\"INTERNAL\","
                    + "\"retryable\":false}";

    /** About ten kilobytes of gzip. */
    private static final String LARGE = noise(20_000);

    private final Vertx vertx = Vertx.vertx();
    private final Map<String, String> bodies = new HashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private int status = 200;
    private Route route = Route.direct(endpoint(1));
    private final SmallRyeConfig settings = new SmallRyeConfigBuilder()
            .withConverter(Duration.class, 200, new DurationConverter())
            .withMapping(ReachConfig.class)
            .withMapping(RouterConfig.class)
            .withDefaultValue("farspan.router.signing-key", "unused")
            .build();
    private final FunctionClient client = new FunctionClient(
            vertx,
            settings.getConfigMapping(ReachConfig.class),
            settings.getConfigMapping(RouterConfig.class),
            new CallSigner(SigningKey.generate(), Clock.systemUTC()),
            application -> Optional.empty());

    @BeforeEach
    void start() {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    StringBuilder whole = new StringBuilder("POST " + request.uri() + " HTTP/1.1\r\n");
                    request.headers()
                            .forEach(header -> whole.append(header.getKey() + ": " + header.getValue() + "\r\n"));
                    requests.add(whole + "\r\n" + body);
                    request.response()
                            .setStatusCode(status)
                            .putHeader("Content-Encoding", Gzip.CODING)
                            .end(Buffer.buffer(
                                    Gzip.compress(bodies.get(request.path()).getBytes(UTF_8))));
                }));
        int port = server.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
        route = Route.direct(endpoint(port));
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aLightCodedAnswerTakesNoWorker() {
        says("small");

        assertThat(threads()).noneMatch(thread -> thread.startsWith("farspan-large"));
    }

    @Test
    void aCodedAnswerThatMayBeLargeIsNotReadOnAnEventLoop() {
        says(LARGE);

        // then: on a worker, or by the caller itself when the answer was there before it waited
        assertThat(threads()).noneMatch(thread -> thread.contains("eventloop"));
    }

    @Test
    void aProblemIsNotReadOnAnEventLoopEither() {
        // given
        status = 500;
        bodies.put(PluginCall.PATH, PROBLEM.formatted(LARGE));

        // when
        String thread = plugins()
                .onFailure(FunctionFailure.class)
                .recoverWithItem(
                        failure -> new PluginListing(Thread.currentThread().getName(), List.of(), List.of()))
                .await()
                .atMost(LIMIT)
                .location();

        // then
        assertThat(thread).doesNotContain("eventloop");
    }

    @Test
    void aProblemOfMoreThan64KibIsNotRead() {
        // given
        status = 500;

        // then
        bodies.put(PluginCall.PATH, PROBLEM.formatted("x".repeat(60_000)));
        assertThat(problem(plugins()).code()).isEqualTo(ProblemCode.INTERNAL);
        bodies.put(PluginCall.PATH, PROBLEM.formatted("x".repeat(70_000)));
        assertThat(problem(plugins()).code()).isEqualTo(ProblemCode.FUNCTION_ANSWER_INVALID);
    }

    @Test
    void aListOfPluginsOfMoreThan256KibIsRefused() {
        // given
        bodies.put(PluginCall.PATH, listing("x".repeat(300_000)));

        // then
        Problem problem = problem(plugins());
        assertThat(problem.code()).isEqualTo(ProblemCode.FUNCTION_ANSWER_INVALID);
        assertThat(problem.detail()).contains("larger than 262144 bytes");
    }

    @Test
    void aPaddedProbeFillsAPacketAndHardlyMore() {
        // given
        says("small");
        ProbeCall plain = new ProbeCall("shop", List.of(), List.of(), List.of(), true, 1_000, 1, Optional.empty(), "");
        ProbeCall padded = new ProbeCall(
                "shop", List.of(), List.of(), List.of(), true, 1_000, 1, Optional.empty(), "x".repeat(1_460));

        // when
        client.probe(route, plain, 1, LIMIT).await().atMost(LIMIT);
        client.probe(route, padded, 1, LIMIT).await().atMost(LIMIT);

        // then
        assertThat(requests.get(0)).hasSizeLessThan(650).doesNotContain("traceparent");
        assertThat(requests.get(1)).hasSizeBetween(1_460, 1_540).endsWith("xxx\"}");
    }

    private void says(String text) {
        bodies.put(PluginCall.PATH, listing(text));
        bodies.put(
                PluginCall.path("heap"),
                "{\"location\":\"aws1\",\"epoch\":1,\"version\":\"1\",\"outcomes\":[{\"location\":\"aws1\",\"value\":\""
                        + text + "\"}]}");
        bodies.put(
                FunctionCall.PATH, "{\"location\":\"aws1\",\"epoch\":1,\"outcomes\":[],\"ignored\":\"" + text + "\"}");
        bodies.put(
                ProbeCall.PATH,
                "{\"location\":\"aws1\",\"epoch\":1,\"timeMillis\":1,\"instances\":[],\"peers\":[],\"foreign\":[],"
                        + "\"ignored\":\"" + text + "\"}");
    }

    /** The threads on which the four kinds of answers go on. */
    private List<String> threads() {
        FunctionCall call = new FunctionCall(
                "shop",
                Optional.empty(),
                List.of(RawJson.of("{\"type\":\"version\"}")),
                1_000,
                Optional.empty(),
                Optional.empty(),
                1,
                Optional.empty());
        PluginCall plugin = new PluginCall(
                "shop",
                Optional.empty(),
                RawJson.of("null"),
                1_000,
                Optional.empty(),
                1,
                Optional.empty(),
                Role.VIEWER,
                false);
        ProbeCall probe = new ProbeCall("shop", List.of(), List.of(), List.of(), false, 1_000, 1, Optional.empty(), "");
        return List.of(
                thread(client.call(route, call, false, 1, LIMIT, TRACE, () -> {})),
                thread(client.plugin(route, "heap", plugin, 1, LIMIT, TRACE, () -> {})),
                thread(plugins()),
                thread(client.probe(route, probe, 1, LIMIT)));
    }

    private Uni<PluginListing> plugins() {
        return client.plugins(route, "shop", 1, LIMIT, TRACE);
    }

    private static String thread(Uni<?> answer) {
        return answer.map(done -> Thread.currentThread().getName()).await().atMost(LIMIT);
    }

    private static Problem problem(Uni<?> answer) {
        FunctionFailure[] failed = new FunctionFailure[1];
        assertThatThrownBy(() -> answer.await().atMost(LIMIT))
                .isInstanceOfSatisfying(FunctionFailure.class, failure -> failed[0] = failure);
        return failed[0].problem();
    }

    private static String listing(String fault) {
        return "{\"location\":\"aws1\",\"plugins\":[],\"faults\":[\"" + fault + "\"]}";
    }

    /** Text that does not compress to less than half. */
    private static String noise(int length) {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder(length);
        while (text.length() < length) {
            text.append(Integer.toHexString(random.nextInt()));
        }
        return text.toString();
    }

    private static FunctionEndpoint endpoint(int port) {
        return new FunctionEndpoint(
                "aws1", "localhost", Optional.of(InetAddress.getLoopbackAddress()), port, "", "server", false, 1);
    }
}
