package io.farspan.router.fanout;

import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLException;

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

import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.function.FunctionAnswer;
import io.farspan.protocol.function.FunctionCall;
import io.farspan.protocol.http.Gzip;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.problem.Stage;
import io.farspan.protocol.trace.TraceContext;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.router.RouterConfig;

/** Speaks the function protocol over connections that are kept. A failure is a {@link FunctionFailure} with its stage. */
@Singleton
public class FunctionClient {

    /** Shorter than servers commonly keep an idle connection, so that it is seldom closed under a request. */
    private static final int KEPT_SECONDS = 25;

    private final HttpClient http;
    private final CallSigner signer;
    private final int largest;

    FunctionClient(Vertx vertx, RouterConfig config, CallSigner signer) {
        HttpClientOptions options = new HttpClientOptions()
                .setKeepAliveTimeout(KEPT_SECONDS)
                .setTcpNoDelay(true)
                .setConnectTimeout((int) config.connectTimeout().toMillis());
        config.trustedCertificates()
                .ifPresent(file -> options.setTrustOptions(new PemTrustOptions().addCertPath(file)));
        this.http = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(config.connectionsPerFunction()));
        this.signer = signer;
        this.largest = config.maxAnswerBytes();
    }

    /** What the function at {@code endpoint} answers to {@code call}, within {@code timeout}. */
    public Uni<FunctionAnswer> call(
            FunctionEndpoint endpoint, FunctionCall call, long epoch, Duration timeout, TraceContext trace) {
        return Uni.createFrom()
                .completionStage(
                        () -> send(endpoint, call, epoch, timeout, trace).toCompletionStage())
                .onFailure(failure -> cause(failure) instanceof HttpClosedException && !changesState(call))
                .retry()
                .atMost(1)
                .map(response -> read(endpoint, response))
                .ifNoItem()
                .after(timeout)
                .fail()
                .onFailure(failure -> !(failure instanceof FunctionFailure))
                .transform(failure -> failure(endpoint, cause(failure), timeout));
    }

    /** A connection that the function closed as the request went out: harmless to repeat only what changes nothing. */
    private static boolean changesState(FunctionCall call) {
        return call.requests().stream().map(JolokiaRequest::of).anyMatch(JolokiaRequest::changesState);
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private Future<Response> send(
            FunctionEndpoint endpoint, FunctionCall call, long epoch, Duration timeout, TraceContext trace) {
        byte[] body = Json.write(call);
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setTimeout(Math.max(1, timeout.toMillis()))
                .setSsl(endpoint.tls())
                .setHost(endpoint.host())
                .setPort(endpoint.port())
                .setURI(endpoint.path() + FunctionCall.PATH)
                .putHeader("Content-Type", "application/json")
                .putHeader("Accept-Encoding", Gzip.CODING)
                .putHeader(TraceContext.HEADER, trace.traceparent())
                .putHeader(
                        FunctionCall.TOKEN_HEADER,
                        signer.sign(call.application(), endpoint.location(), epoch, body, call.deadlineMs()));
        endpoint.address()
                .ifPresent(address ->
                        options.setServer(SocketAddress.inetSocketAddress(endpoint.port(), address.getHostAddress())));
        boolean coded = body.length >= Gzip.WORTHWHILE;
        if (coded) {
            options.putHeader("Content-Encoding", Gzip.CODING);
        }
        Buffer sent = Buffer.buffer(coded ? Gzip.compress(body) : body);
        return http.request(options)
                .recover(failure -> Future.failedFuture(notConnected(endpoint, failure)))
                .compose(request -> exchange(request, sent));
    }

    private Future<Response> exchange(HttpClientRequest request, Buffer body) {
        return request.send(body).compose(response -> collect(request, response)
                .map(collected -> new Response(
                        response.statusCode(),
                        Gzip.CODING.equals(response.getHeader("Content-Encoding")),
                        Optional.ofNullable(response.getHeader("Retry-After")),
                        collected)));
    }

    /** The body, unless it grows too large: then the connection is reset rather than drained. */
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

    private record Response(int status, boolean gzip, Optional<String> retryAfter, Buffer body) {}

    private FunctionAnswer read(FunctionEndpoint endpoint, Response response) {
        if (response.status == 429 || (response.status == 503 && response.retryAfter.isPresent())) {
            throw new FunctionFailure(Problem.of(
                            ProblemCode.FUNCTION_THROTTLED,
                            named(endpoint) + " answers " + response.status + ": its platform limits it"
                                    + response.retryAfter
                                            .map(after -> " and asks to wait " + after + " s")
                                            .orElse("")
                                    + ". Raise its concurrency or ask less often.")
                    .at(Stage.HTTP));
        }
        byte[] body;
        try {
            body = response.gzip ? Gzip.expand(response.body.getBytes(), largest) : response.body.getBytes();
        } catch (FarspanException e) {
            throw invalid(
                    endpoint, "its body cannot be expanded: " + e.problem().detail());
        }
        if (response.status != 200) {
            throw refused(endpoint, response.status, body);
        }
        try {
            FunctionAnswer answer = Json.wire().readValue(body, FunctionAnswer.class);
            if (!answer.location().equals(endpoint.location())) {
                throw invalid(endpoint, "it says that it serves location '" + answer.location() + "'");
            }
            return answer;
        } catch (IOException e) {
            throw invalid(endpoint, "its answer cannot be read: " + Json.explain(e));
        }
    }

    /** A problem that the function itself reports keeps its code. */
    private static FunctionFailure refused(FunctionEndpoint endpoint, int status, byte[] body) {
        try {
            Problem problem = Json.wire().readValue(body, Problem.class);
            return new FunctionFailure(Problem.of(problem.code(), named(endpoint) + " reports: " + problem.detail())
                    .at(Stage.HTTP));
        } catch (IOException | RuntimeException e) {
            return invalid(
                    endpoint, "it answers HTTP " + status + " and gives no reason; look into its platform's log");
        }
    }

    private static FunctionFailure invalid(FunctionEndpoint endpoint, String why) {
        return new FunctionFailure(
                Problem.of(ProblemCode.FUNCTION_ANSWER_INVALID, named(endpoint) + " answers, but " + why + ".")
                        .at(Stage.HTTP));
    }

    private static FunctionFailure notConnected(FunctionEndpoint endpoint, Throwable failure) {
        Stage stage = failure instanceof UnknownHostException
                ? Stage.DNS
                : failure instanceof SSLException ? Stage.TLS : Stage.TCP;
        return new FunctionFailure(Problem.of(
                        ProblemCode.FUNCTION_UNREACHABLE,
                        named(endpoint) + " cannot be reached from home: " + failure.getMessage()
                                + ". Its instances may well be running: check the function and the way to it.")
                .at(stage));
    }

    private static FunctionFailure failure(FunctionEndpoint endpoint, Throwable cause, Duration timeout) {
        if (cause instanceof FunctionFailure known) {
            return known;
        }
        if (cause instanceof TimeoutException || cause instanceof io.smallrye.mutiny.TimeoutException) {
            return new FunctionFailure(Problem.of(
                            ProblemCode.FUNCTION_TIMEOUT,
                            named(endpoint) + " did not answer within " + timeout.toMillis()
                                    + " ms. Its instances may well be running: check the function and the way to it.")
                    .at(Stage.HTTP));
        }
        return new FunctionFailure(Problem.of(
                        ProblemCode.FUNCTION_UNREACHABLE,
                        named(endpoint) + " broke off: " + cause.getMessage()
                                + ". Its instances may well be running: check the function and the way to it.")
                .at(Stage.HTTP));
    }

    private static String named(FunctionEndpoint endpoint) {
        return "The function of " + endpoint.location() + " at " + endpoint.uri("");
    }
}
