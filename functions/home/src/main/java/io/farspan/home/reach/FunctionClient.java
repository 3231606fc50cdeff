package io.farspan.home.reach;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;

import io.farspan.home.lease.Fence;
import io.farspan.home.settings.RouterConfig;
import io.farspan.home.work.LargeWork;
import io.farspan.protocol.async.TimerDelay;
import io.farspan.protocol.function.FunctionAnswer;
import io.farspan.protocol.function.FunctionCall;
import io.farspan.protocol.function.PluginCall;
import io.farspan.protocol.function.PluginListing;
import io.farspan.protocol.function.PluginReply;
import io.farspan.protocol.http.Gzip;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.probe.ProbeAnswer;
import io.farspan.protocol.probe.ProbeCall;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.trace.TraceContext;
import io.farspan.provider.map.FunctionEndpoint;

/**
 * A client of the function protocol over kept-alive connections. Fails with {@link FunctionFailure}, which has the
 * failing stage.
 */
@Singleton
public class FunctionClient implements Functions {

    /** Shorter than servers usually keep an idle connection, so that few requests meet a closed one. */
    private static final int KEPT_SECONDS = 25;

    /** How long after the deadline a token expires, to allow for clock skew. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(20);

    /** What a packet carries of a connection: 1,500 bytes of Ethernet without the headers of IP and TCP. */
    private static final int PACKET = 1_460;

    /** What a probe's head has at the least, most of which is the token. */
    private static final int LEAST_HEAD = 480;

    private static final Pattern TIME = Pattern.compile("[0-9]{1,15}");

    private final HttpClient http;
    private final CallSigner signer;
    private final int largest;
    private final ResponseReader responses;
    private final Fence fence;
    private final RepeatedProbes probes;

    FunctionClient(Vertx vertx, ReachConfig config, RouterConfig router, CallSigner signer, Fence fence) {
        this.fence = fence;
        HttpClientOptions options = new HttpClientOptions()
                .setKeepAliveTimeout(KEPT_SECONDS)
                .setTcpNoDelay(true)
                .setConnectTimeout((int) config.connectTimeout().toMillis());
        router.trustedCertificates()
                .ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file)));
        this.http = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(config.connectionsPerFunction()));
        this.signer = signer;
        this.largest = config.maxAnswerBytes();
        this.responses = new ResponseReader(largest);
        this.probes = new RepeatedProbes(responses);
    }

    @Override
    public Uni<FunctionAnswer> call(
            Route route,
            FunctionCall call,
            boolean changesState,
            long epoch,
            Duration timeout,
            TraceContext trace,
            Runnable crossing) {
        String location = call.location().orElse(route.location());
        Post post = new Post(
                FunctionCall.PATH, call.application(), Json.write(call), epoch, call.deadlineMs(), !changesState);
        return exchange(route, post, timeout, Optional.of(trace), crossing)
                .chain(response -> LargeWork.of(response.work(), () -> {
                    FunctionAnswer answer = responses.parse(route, response, FunctionAnswer.class);
                    if (!answer.location().equals(location)) {
                        throw ResponseReader.invalid(route, "it claims to serve location '" + answer.location() + "'");
                    }
                    return answer;
                }));
    }

    /** The plugins that the function has. */
    public Uni<PluginListing> plugins(
            Route route, String application, long epoch, Duration timeout, TraceContext trace) {
        Post post = new Post(PluginCall.PATH, application, new byte[0], epoch, timeout.toMillis(), true);
        return exchange(route, post, timeout, Optional.of(trace), () -> {})
                .chain(response -> LargeWork.of(response.work(), () -> {
                    PluginListing listing =
                            responses.parse(route, response, PluginListing.class, ResponseReader.LARGEST_LISTING);
                    if (!listing.location().equals(route.location())) {
                        throw ResponseReader.invalid(route, "it claims to serve location '" + listing.location() + "'");
                    }
                    return listing;
                }));
    }

    /** What a plugin of the function answers, within {@code timeout}; {@code crossing} is run for each request sent. */
    public Uni<PluginReply> plugin(
            Route route,
            String name,
            PluginCall call,
            long epoch,
            Duration timeout,
            TraceContext trace,
            Runnable crossing) {
        String location = call.location().orElse(route.location());
        Post post = new Post(
                PluginCall.path(name),
                call.application(),
                Json.write(call),
                epoch,
                call.deadlineMs(),
                !call.changesState());
        return exchange(route, post, timeout, Optional.of(trace), crossing)
                .chain(response -> LargeWork.of(response.work(), () -> {
                    PluginReply reply = responses.parse(route, response, PluginReply.class);
                    if (!reply.location().equals(location)) {
                        throw ResponseReader.invalid(route, "it claims to serve location '" + reply.location() + "'");
                    }
                    return reply;
                }));
    }

    @Override
    public Uni<ProbeAnswer> probe(Route route, ProbeCall call, long epoch, Duration timeout) {
        long started = System.nanoTime();
        return probes.ask(route, call, form -> {
            Duration left = timeout.minusNanos(System.nanoTime() - started);
            byte[] body = Json.write(form.trimmedTo(PACKET - LEAST_HEAD));
            Post post = new Post(ProbeCall.PATH, form.application(), body, epoch, left.toMillis(), true);
            return exchange(route, post, left, Optional.empty(), () -> {});
        });
    }

    /**
     * One request of the function protocol.
     *
     * @param harmless whether it changes nothing, so that it may be sent again when the connection was closed while it
     * was being sent
     */
    private record Post(String path, String application, byte[] body, long epoch, long deadlineMs, boolean harmless) {

        /** Only the list of plugins is got; everything else is asked in a body. */
        HttpMethod method() {
            return path.equals(PluginCall.PATH) ? HttpMethod.GET : HttpMethod.POST;
        }
    }

    private Uni<ReceivedResponse> exchange(
            Route route, Post post, Duration left, Optional<TraceContext> trace, Runnable crossing) {
        Duration timeout = TimerDelay.of(left);
        OpenRequest open = new OpenRequest();
        return Uni.createFrom()
                .completionStage(() -> {
                    Future<ReceivedResponse> sent = send(route, post, timeout, trace, open);
                    crossing.run();
                    return sent.toCompletionStage();
                })
                .onCancellation()
                .invoke(open::abandon)
                .onFailure(failure -> cause(failure) instanceof HttpClosedException && post.harmless)
                .retry()
                .atMost(1)
                .chain(response -> response.status() == 200
                        ? Uni.createFrom().item(response)
                        : LargeWork.<ReceivedResponse>of(response.work(), () -> {
                            throw responses.failure(route, response);
                        }))
                .ifNoItem()
                .after(timeout)
                .fail()
                .onFailure(failure -> !(failure instanceof FunctionFailure || failure instanceof FarspanException))
                .transform(failure -> ConnectionFailures.broken(route, cause(failure), timeout));
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private Future<ReceivedResponse> send(
            Route route, Post post, Duration timeout, Optional<TraceContext> trace, OpenRequest open) {
        Duration lifetime = lifetime(post);
        FunctionEndpoint endpoint = route.first();
        byte[] body = post.body;
        RequestOptions options = new RequestOptions()
                .setMethod(post.method())
                .setTimeout(Math.max(1, timeout.toMillis()))
                .setSsl(endpoint.tls())
                .setHost(endpoint.host())
                .setPort(endpoint.port())
                .setURI(endpoint.path() + post.path)
                .putHeader("Content-Type", "application/json")
                .putHeader("Accept-Encoding", Gzip.CODING)
                .putHeader(FunctionCall.TOKEN_HEADER, token(post, route.location(), lifetime));
        trace.ifPresent(of -> options.putHeader(TraceContext.HEADER, of.traceparent()));
        route.onward().ifPresent(location -> options.putHeader(FunctionCall.RELAY_HEADER, location)
                .putHeader(FunctionCall.RELAY_DEADLINE_HEADER, Long.toString(Math.max(1, timeout.toMillis())))
                .putHeader(FunctionCall.RELAY_TOKEN_HEADER, token(post, endpoint.location(), lifetime)));
        endpoint.address()
                .ifPresent(address ->
                        options.setServer(SocketAddress.inetSocketAddress(endpoint.port(), address.getHostAddress())));
        boolean coded = body.length >= Gzip.WORTHWHILE && !post.path.equals(ProbeCall.PATH);
        if (coded) {
            options.putHeader("Content-Encoding", Gzip.CODING);
        }
        Buffer sent = Buffer.buffer(coded ? Gzip.compress(body) : body);
        return http.request(options)
                .recover(failure -> Future.failedFuture(ConnectionFailures.notConnected(route, failure)))
                .compose(open::hold)
                .compose(request -> exchange(request, sent));
    }

    /**
     * The lifetime of the call's token. The lease is checked here, at the last moment before signing: a router that was
     * paused before finds its lease expired, and one that is paused afterwards has signed nothing that is accepted once
     * another router may be home.
     */
    private Duration lifetime(Post post) {
        Duration usual = Duration.ofMillis(post.deadlineMs).plus(CLOCK_TOLERANCE);
        return post.harmless
                ? usual
                : fence.admit(post.application)
                        .map(grant -> least(usual, left(post, grant)))
                        .orElse(usual);
    }

    private static Duration left(Post post, Fence.Permit grant) {
        if (grant.epoch() != post.epoch) {
            throw new FarspanException(
                    ProblemCode.NOT_HOME,
                    "This router is home under epoch " + grant.epoch() + ", but the call was planned under "
                            + post.epoch + ". Send it again.");
        }
        return grant.left();
    }

    private static Duration least(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private String token(Post post, String location, Duration lifetime) {
        return signer.sign(post.application, location, post.path, post.epoch, post.body, lifetime);
    }

    private Future<ReceivedResponse> exchange(HttpClientRequest request, Buffer body) {
        return request.send(body).compose(response -> collect(request, response)
                .map(collected -> new ReceivedResponse(
                        response.statusCode(),
                        Gzip.CODING.equals(response.getHeader("Content-Encoding")),
                        Optional.ofNullable(response.getHeader(FunctionCall.RELAYED_HEADER))
                                .isPresent(),
                        PlatformRefusal.of(
                                response.statusCode(),
                                Optional.ofNullable(response.getHeader("Retry-After")),
                                Optional.ofNullable(response.getHeader("Date")),
                                Instant.now()),
                        Optional.ofNullable(response.getHeader(FunctionCall.TIME_HEADER))
                                .filter(time -> TIME.matcher(time).matches())
                                .map(Long::valueOf),
                        collected)));
    }

    /** Collects the body. If it grows too large, the connection is reset instead of drained. */
    private Future<Buffer> collect(HttpClientRequest request, HttpClientResponse response) {
        Buffer body = Buffer.buffer();
        response.handler(piece -> {
            body.appendBuffer(piece);
            if (body.length() > largest) {
                request.reset(0, new IOException("its answer is larger than " + largest + " bytes"));
            }
        });
        return response.end().map(end -> body);
    }
}
