package io.farspan.core.http;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;

import io.farspan.core.agent.AgentClient;
import io.farspan.core.call.CallHandler;
import io.farspan.core.call.HeldAnswers;
import io.farspan.core.message.FunctionRequest;
import io.farspan.core.message.FunctionResponse;
import io.farspan.core.peer.Peers;
import io.farspan.core.peer.Relay;
import io.farspan.core.plugin.PluginHandler;
import io.farspan.core.probe.ProbeDialogue;
import io.farspan.core.probe.ProbeHandler;
import io.farspan.core.service.ServiceClient;
import io.farspan.core.timer.TimedPublication;
import io.farspan.core.timer.TimerReport;
import io.farspan.core.token.TokenGate;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.function.FunctionAnswer;
import io.farspan.protocol.function.FunctionCall;
import io.farspan.protocol.function.PluginCall;
import io.farspan.protocol.function.SharedResponses;
import io.farspan.protocol.http.Gzip;
import io.farspan.protocol.http.Trust;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.plugin.PluginFolder;
import io.farspan.protocol.probe.ProbeCall;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.token.CallClaims;
import io.farspan.protocol.token.TrustedKeys;
import io.farspan.protocol.trace.TraceContext;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.LocationMapProvider;
import io.farspan.provider.map.MapView;

/**
 * A location's function: answers {@code POST …/v1/call}, {@code …/v1/probe} and those for plugins, passes each on to
 * another location's function when home asks it to, and does nothing else. Safe for use by many threads; never fails,
 * every failure is a response.
 */
public final class ManagementFunction implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(ManagementFunction.class.getName());
    /** The most bytes that a request's body may have, coded or not. */
    public static final int LARGEST_REQUEST = 4 << 20;

    /** An answer with more than this is written by a worker, so that it holds up no other call. */
    private static final int SMALL = 64 << 10;

    private final Clock clock;
    private final LocationMap map;
    private final AgentClient agents;
    private final ServiceClient services = new ServiceClient();
    private final TokenGate gate;
    private final CallHandler calls;
    private final ProbeDialogue probes;
    private final PluginHandler plugins;
    private final Peers peers;
    private final Relay relay;
    private final AnswerWriter writer;
    private final TimedPublication publication;

    private ManagementFunction(
            FunctionSettings settings, List<String> published, LocationMap map, Clock clock, PluginFolder folder) {
        this.clock = clock;
        this.map = map;
        this.agents = new AgentClient(settings.agents());
        this.gate = new TokenGate(settings.location(), new TrustedKeys(settings.trustedKeys()), clock);
        MapView view = new MapView(map, clock);
        this.calls = new CallHandler(settings.location(), settings.networks(), gate, view, agents, settings.limits());
        this.peers = new Peers(settings.trustedCertificates(), settings.maxAnswerBytes());
        this.probes = new ProbeDialogue(new ProbeHandler(
                settings.location(),
                settings.networks(),
                settings.serviceNetworks(),
                gate,
                view,
                agents,
                services,
                peers,
                clock));
        this.plugins = new PluginHandler(
                settings.location(),
                gate,
                calls,
                settings.networks(),
                settings.serviceNetworks(),
                Trust.of(settings.trustedCertificates()),
                settings.agents().maxBytesInFlight(),
                folder);
        this.relay = new Relay(view, peers);
        this.writer = new AnswerWriter(settings.maxAnswerBytes());
        this.publication = new TimedPublication(published, plugins);
    }

    /** The function that the settings describe, with the map they name and the plugins of {@code farspan.plugins}. */
    public static ManagementFunction create(Function<String, Optional<String>> settings) {
        FunctionSettings read = FunctionSettings.read(settings);
        PluginFolder plugins = PluginFolder.read(settings, ownLoader());
        return new ManagementFunction(
                read,
                TimedPublication.applications(settings),
                LocationMapProvider.createFrom(settings, plugins),
                Clock.systemUTC(),
                plugins);
    }

    /** The function over a given map and clock, with the plugins of the class path. */
    public static ManagementFunction create(FunctionSettings settings, LocationMap map, Clock clock) {
        return create(settings, List.of(), map, clock, PluginFolder.none(ownLoader()));
    }

    /** The function over a given map and clock, with the plugins of the class path and a folder. */
    public static ManagementFunction create(
            FunctionSettings settings, LocationMap map, Clock clock, PluginFolder plugins) {
        return create(settings, List.of(), map, clock, plugins);
    }

    /** The same, of which a timer publishes the records of these applications. */
    static ManagementFunction create(
            FunctionSettings settings, List<String> published, LocationMap map, Clock clock, PluginFolder plugins) {
        return new ManagementFunction(settings, published, map, clock, plugins);
    }

    /** The loader that all of Farspan is in: what is dropped into a package's own class path is there too. */
    private static ClassLoader ownLoader() {
        return ManagementFunction.class.getClassLoader();
    }

    /** Answers a request. */
    public Uni<FunctionResponse> handle(FunctionRequest request) {
        return handle(request, () -> Uni.createFrom().item(request.body()));
    }

    /**
     * Answers a request whose body is still on its way. It is read only if the request carries a token that home signed for it.
     *
     * @param head the request, whose body is not looked at
     * @param body reads the body; called once at most, at once
     */
    public Uni<FunctionResponse> handle(FunctionRequest head, Supplier<Uni<byte[]>> body) {
        TraceContext trace = TraceContext.continueFrom(head.header(TraceContext.HEADER));
        return Uni.createFrom()
                .deferred(() -> route(head, body))
                .onFailure(FarspanException.class)
                .recoverWithItem(failure ->
                        problem(((FarspanException) failure).problem().in(trace.traceId())))
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.log(Level.ERROR, "trace " + trace.traceId() + ": a call failed", failure);
                    return problem(Problem.of(
                                    ProblemCode.INTERNAL,
                                    "The function failed; its log has the cause under the trace id.")
                            .in(trace.traceId()));
                })
                .map(response -> traced(response, trace, head));
    }

    /**
     * Does what is due when the platform's own timer calls, for that long at most. Blocks, and never fails. Nobody is
     * authenticated here: the entry lets only the platform call it.
     */
    public TimerReport onTimer(Duration limit) {
        return publication.run(limit);
    }

    /** Whether calls make progress: false when the thread that speaks to the agents has stalled. */
    public boolean isAlive() {
        return agents.isAlive();
    }

    private Uni<FunctionResponse> route(FunctionRequest head, Supplier<Uni<byte[]>> sent) {
        if (!isAlive()) {
            throw new FarspanException(
                    ProblemCode.INTERNAL,
                    "The function's agent thread has stalled; its process ends and a new one is started.");
        }
        Operation operation = Operation.of(head);
        String path = operation.path();
        Optional<String> onward = head.header(FunctionCall.RELAY_HEADER);
        CallClaims claims = gate.verify(
                head.header(onward.isPresent() ? FunctionCall.RELAY_TOKEN_HEADER : FunctionCall.TOKEN_HEADER), path);
        return sent.get().chain(coded -> {
            byte[] body = body(head, coded);
            gate.accept(claims, body);
            return onward.isPresent()
                    ? relay.pass(claims.application(), onward.get(), path, head.with(coded))
                    : answer(operation, claims, body, head.header("Accept-Encoding"));
        });
    }

    private Uni<FunctionResponse> answer(
            Operation operation, CallClaims claims, byte[] body, Optional<String> accepted) {
        boolean gzip = accepted.orElse("").contains(Gzip.CODING);
        return switch (operation.kind()) {
            case CALL -> call(claims, body, gzip);
            case PROBE -> probe(claims, body, gzip);
            case LIST_PLUGINS -> plugins.list().map(listing -> json(Json.write(listing), gzip));
            case PLUGIN -> plugin(operation.plugin().orElseThrow(), claims, body, gzip);
        };
    }

    /** Runs to completion even when the caller hangs up: half a change is worse than one that nobody waited for. */
    private Uni<FunctionResponse> plugin(String name, CallClaims claims, byte[] body, boolean gzip) {
        PluginCall call = parse(body, PluginCall.class);
        return Uninterrupted.of(plugins.answer(name, call, claims).map(reply -> writer.write(reply, gzip)), () -> {});
    }

    private Uni<FunctionResponse> call(CallClaims claims, byte[] body, boolean gzip) {
        FunctionCall call = parse(body, FunctionCall.class);
        SharedResponses sharing = new SharedResponses(call.known());
        HeldAnswers held = new HeldAnswers();
        Uni<FunctionResponse> answered = calls.answer(call, claims, sharing, held)
                .chain(answer -> {
                    long size = size(answer);
                    long began = System.nanoTime();
                    Uni<FunctionResponse> written = Uni.createFrom()
                            .item(() -> writer.write(
                                    answer, sharing, gzip, () -> JolokiaRequest.anyChangesState(call.requests())))
                            .invoke(() -> calls.writing().took(size, System.nanoTime() - began));
                    return size > SMALL ? written.runSubscriptionOn(Infrastructure.getDefaultExecutor()) : written;
                })
                .onTermination()
                .invoke(held::close);
        return Uninterrupted.of(answered, held::abandon);
    }

    private Uni<FunctionResponse> probe(CallClaims claims, byte[] body, boolean gzip) {
        return probes.answer(parse(body, ProbeCall.class), claims).map(answer -> json(answer, gzip));
    }

    /** What is seen repeats itself, and is sent every second. */
    private static FunctionResponse json(byte[] answer, boolean gzip) {
        return gzip && answer.length >= Gzip.WORTHWHILE
                ? new FunctionResponse(
                        200,
                        Map.of("Content-Type", "application/json", "Content-Encoding", Gzip.CODING),
                        Gzip.compress(answer))
                : new FunctionResponse(200, Map.of("Content-Type", "application/json"), answer);
    }

    /** The failure of a body with more than {@link #LARGEST_REQUEST} bytes. */
    public static FarspanException tooLarge() {
        return new FarspanException(
                ProblemCode.BODY_TOO_LARGE, "A call's body may have " + LARGEST_REQUEST + " bytes.");
    }

    private static byte[] body(FunctionRequest head, byte[] coded) {
        if (coded.length > LARGEST_REQUEST) {
            throw tooLarge();
        }
        return head.header("Content-Encoding").orElse("").equals(Gzip.CODING)
                ? Gzip.expand(coded, LARGEST_REQUEST)
                : coded;
    }

    private static <T> T parse(byte[] body, Class<T> type) {
        try {
            T read = Json.wire().readValue(body, type);
            if (read != null) {
                return read;
            }
            throw new FarspanException(
                    ProblemCode.MALFORMED_REQUEST, "The call's body is null; a JSON object is expected.");
        } catch (JsonProcessingException e) {
            throw new FarspanException(
                    ProblemCode.MALFORMED_REQUEST, "The call's body cannot be read: " + Json.explain(e) + ".", e);
        } catch (IOException | ClassCastException e) {
            throw new FarspanException(ProblemCode.MALFORMED_REQUEST, "The call's body cannot be read.", e);
        }
    }

    private static long size(FunctionAnswer answer) {
        long size = 0;
        for (Outcome outcome : answer.outcomes()) {
            size += outcome.responses().orElse(List.of()).stream()
                    .mapToLong(RawJson::length)
                    .sum();
        }
        return size;
    }

    private static FunctionResponse problem(Problem problem) {
        return new FunctionResponse(problem.status(), Map.of("Content-Type", Problem.MEDIA_TYPE), Json.write(problem));
    }

    /**
     * The trace's id goes back too, so that whoever reads a capture can find the logs; and the time it is here. A probe is
     * sent every second: when it is well, and nobody traces it, it has neither, and its answer has the time.
     */
    private FunctionResponse traced(FunctionResponse response, TraceContext trace, FunctionRequest head) {
        if (response.status() == 200
                && head.path().endsWith(ProbeCall.PATH)
                && head.header(TraceContext.HEADER).isEmpty()) {
            return response;
        }
        Map<String, String> headers = new HashMap<>(response.headers());
        headers.put(TraceContext.HEADER, trace.traceparent());
        headers.put(FunctionCall.TIME_HEADER, Long.toString(clock.millis()));
        return new FunctionResponse(response.status(), headers, response.body());
    }

    @Override
    public void close() {
        plugins.close();
        peers.close();
        agents.close();
        services.close();
        map.close();
    }
}
