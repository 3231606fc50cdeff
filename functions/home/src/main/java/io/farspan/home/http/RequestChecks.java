package io.farspan.home.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.farspan.home.work.ByteBudget;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.trace.TraceContext;

/**
 * The first checks of every request, before authentication: cross-site requests are refused, and so are bodies that are
 * not declared as JSON or are too large. JSON is required because a page cannot send its media type to another site
 * without a preflight request.
 *
 * @see <a href="https://fetch.spec.whatwg.org/#cors-safelisted-request-header">Fetch, safelisted request headers</a>
 */
@Singleton
class RequestChecks {

    /** A priority before Quarkus' own filters, of which CORS (300) is the first. */
    private static final int FIRST = 1_000;

    private static final String SEEN = RequestChecks.class.getName();
    private static final String JOLOKIA = "/jolokia";
    private static final String JSON = "application/json";
    private static final List<String> JSON_ONLY = List.of(JSON);
    private static final List<String> JOLOKIA_TYPES = List.of(JSON, "text/json");

    /** Prometheus' remote read, whose media type no page can send to another site either. */
    private static final String REMOTE_READ = "/api/v1/read";

    private static final List<String> REMOTE_READ_TYPES = List.of("application/x-protobuf");

    /** Where telemetry is pushed; the same holds for it. */
    private static final Set<String> PUSHES = Set.of("/loki/api/v1/push", "/v1/logs", "/v1/metrics");

    private static final List<String> PUSH_TYPES = List.of(JSON, "application/x-protobuf");
    private static final Set<HttpMethod> WITHOUT_BODY = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    /** Methods that may have a body over HTTP/2, where it needs neither a length nor a transfer coding. */
    private static final Set<HttpMethod> SENDING = Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH);

    private final ByteBudget arriving = ByteBudget.ofHeap();
    private final BrowserCheck browsers;
    private final ConnectionTimes connections;
    private final RequestConfig config;
    private final long unannounced;

    RequestChecks(
            BrowserCheck browsers,
            ConnectionTimes connections,
            RequestConfig config,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize largest) {
        this.unannounced = largest.asLongValue();
        this.browsers = browsers;
        this.connections = connections;
        this.config = config;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, FIRST);
    }

    private void check(RoutingContext context) {
        if (context.get(SEEN) != null) {
            context.next(); // the server has routed this request before
            return;
        }
        context.put(SEEN, true);
        HttpServerRequest request = context.request();
        try {
            connections.began(context);
            browsers.check(request);
            checkBody(request);
            makeRoom(context);
        } catch (FarspanException e) {
            refuse(context, e.problem());
            return;
        }
        context.next();
    }

    private void checkBody(HttpServerRequest request) {
        if (!hasBody(request)) {
            return;
        }
        long length = length(request);
        if (length > config.maxBodyBytes()) {
            throw tooLarge("The body has " + length + " bytes; the limit is " + config.maxBodyBytes());
        }
        String type = Optional.ofNullable(request.getHeader("Content-Type")).orElse("");
        String essence = type.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
        List<String> taken = types(String.valueOf(request.path()));
        if (!taken.contains(essence) && !WITHOUT_BODY.contains(request.method())) {
            throw new FarspanException(
                    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                    "The body must have the header Content-Type: " + String.join(" or ", taken) + ".");
        }
    }

    private static List<String> types(String path) {
        if (path.startsWith(JOLOKIA)) {
            return JOLOKIA_TYPES;
        }
        if (PUSHES.contains(path)) {
            return PUSH_TYPES;
        }
        return path.equals(REMOTE_READ) ? REMOTE_READ_TYPES : JSON_ONLY;
    }

    /**
     * Reserves memory for a body, which is held in memory while it arrives. A body without an announced length counts
     * with the largest one allowed; each address may use half of the memory.
     */
    private void makeRoom(RoutingContext context) {
        HttpServerRequest request = context.request();
        if (!hasBody(request)) {
            return;
        }
        long length = length(request);
        ByteBudget.Share share = arriving.open(request.remoteAddress().hostAddress(), context);
        if (!share.take(length < 0 ? unannounced : length)) {
            throw new FarspanException(
                    ProblemCode.TOO_MUCH,
                    "Too many large bodies are arriving from this address: at most " + share.limits()
                            + " are accepted at a time. Send fewer at a time, and with a Content-Length; without one a body"
                            + " counts as " + unannounced + " bytes.");
        }
    }

    /** The failure for a body over the limit. */
    static FarspanException tooLarge(String how) {
        return new FarspanException(
                ProblemCode.BODY_TOO_LARGE, how + ". Split the call, or raise farspan.router.max-body-bytes.");
    }

    static boolean hasBody(HttpServerRequest request) {
        long length = length(request);
        boolean streamed = request.version() == HttpVersion.HTTP_2 && SENDING.contains(request.method());
        return length > 0 || request.headers().contains("Transfer-Encoding") || (length < 0 && streamed);
    }

    /** The announced length; -1 without one. The HTTP server refuses malformed lengths. */
    private static long length(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        try {
            return length == null ? -1 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            throw new FarspanException(ProblemCode.MALFORMED_REQUEST, "Content-Length is not a number.", e);
        }
    }

    private static void refuse(RoutingContext context, Problem problem) {
        String trace = TraceContext.continueFrom(
                        Optional.ofNullable(context.request().getHeader(TraceContext.HEADER)))
                .traceId();
        context.response()
                .setStatusCode(problem.status())
                .putHeader("Content-Type", Problem.MEDIA_TYPE)
                .end(Buffer.buffer(Json.write(problem.in(trace))));
    }
}
