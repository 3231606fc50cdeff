package io.farspan.router.login;

import java.util.Base64;
import java.util.Optional;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

import io.farspan.bridge.login.Throttle;
import io.farspan.bridge.login.Throttled;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.trace.TraceContext;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Refuses throttled logins at every path before anything else is done for the request. */
@Singleton
class LoginGate {

    private static final int BEFORE_AUTHENTICATION = 300;
    private static final String SCHEME = "Basic ";

    private final Throttle throttle;

    LoginGate(Throttle throttle) {
        this.throttle = throttle;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, BEFORE_AUTHENTICATION);
    }

    private void check(RoutingContext http) {
        HttpServerRequest request = http.request();
        Optional<String> user = user(request.getHeader(HttpHeaders.AUTHORIZATION));
        try {
            if (user.isPresent()) {
                throttle.check(request.remoteAddress().hostAddress(), user.get());
            }
        } catch (Throttled e) {
            Problem problem = LoginRefusal.problem(e)
                    .in(TraceContext.continueFrom(Optional.ofNullable(request.getHeader(TraceContext.HEADER)))
                            .traceId());
            http.response()
                    .setStatusCode(problem.status())
                    .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                    .putHeader(HttpHeaders.RETRY_AFTER, Long.toString(e.seconds()))
                    .end(Buffer.buffer(Json.write(problem)));
            return;
        }
        http.next();
    }

    /** The user name in an HTTP Basic header (RFC 7617). Other and malformed headers are left to the authentication. */
    private static Optional<String> user(@Nullable String header) {
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        try {
            String credentials = new String(
                    Base64.getDecoder().decode(header.substring(SCHEME.length()).strip()), UTF_8);
            int colon = credentials.indexOf(':');
            return colon < 0 ? Optional.empty() : Optional.of(credentials.substring(0, colon));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
