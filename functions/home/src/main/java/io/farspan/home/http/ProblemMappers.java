package io.farspan.home.http;

import java.util.List;

import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import io.farspan.home.caller.Roles;
import io.farspan.protocol.call.Text;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.trace.TraceContext;

/** Maps failures to RFC 9457 problems, never with a stack trace. */
class ProblemMappers {

    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);
    private static final String CHALLENGE = "Basic realm=\"farspan\"";

    @ServerExceptionMapper
    Response farspan(FarspanException failure, ContainerRequestContext request) {
        return ProblemResponse.of(failure.problem(), request).build();
    }

    @ServerExceptionMapper({UnauthorizedException.class, AuthenticationFailedException.class})
    Response unauthenticated(SecurityException failure, ContainerRequestContext request) {
        if (failure.getCause() instanceof RetryLater later) {
            return ProblemResponse.of(later.problem(), request)
                    .header(HttpHeaders.RETRY_AFTER, later.seconds())
                    .build();
        }
        String detail = request.getHeaderString(HttpHeaders.AUTHORIZATION) == null
                ? "Authentication is required; send credentials."
                : "These credentials are unknown or expired.";
        return ProblemResponse.of(Problem.of(ProblemCode.UNAUTHENTICATED, detail), request)
                .header(HttpHeaders.WWW_AUTHENTICATE, CHALLENGE)
                .build();
    }

    @ServerExceptionMapper
    Response forbidden(ForbiddenException failure, ContainerRequestContext request) {
        return ProblemResponse.of(
                        Problem.of(
                                ProblemCode.FORBIDDEN,
                                request.getMethod() + " " + request.getUriInfo().getPath()
                                        + " needs another role than yours, which is " + role(request)
                                        + ": what changes the map or moves traffic, and reading the whole policy, need"
                                        + " admin."),
                        request)
                .build();
    }

    private static String role(ContainerRequestContext request) {
        List<String> roles = Roles.ALL.stream()
                .filter(request.getSecurityContext()::isUserInRole)
                .toList();
        return roles.isEmpty() ? "none" : String.join(" and ", roles);
    }

    @ServerExceptionMapper
    Response web(WebApplicationException failure, ContainerRequestContext request) {
        String at = request.getMethod() + " " + request.getUriInfo().getPath();
        Problem problem;
        if (failure instanceof NotFoundException) {
            problem = Problem.of(ProblemCode.NOT_FOUND, at + " is not part of the API; see /q/openapi.");
        } else if (failure instanceof NotAllowedException) {
            problem = Problem.of(ProblemCode.METHOD_NOT_ALLOWED, at + " is not part of the API; see /q/openapi.");
        } else if (failure instanceof NotSupportedException) {
            problem = Problem.of(
                    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                    at + " takes application/json; set the header Content-Type accordingly.");
        } else if (failure instanceof NotAcceptableException) {
            problem = Problem.of(
                    ProblemCode.NOT_ACCEPTABLE,
                    at + " returns application/json; calls can also return application/x-ndjson.");
        } else {
            problem = Problem.of(ProblemCode.MALFORMED_REQUEST, at + " cannot be read.");
        }
        return ProblemResponse.of(problem, request).build();
    }

    @ServerExceptionMapper
    Response other(RuntimeException failure, ContainerRequestContext request) {
        if (failure instanceof IllegalArgumentException) {
            return ProblemResponse.of(Problem.of(ProblemCode.MALFORMED_REQUEST, failure.getMessage() + "."), request)
                    .build();
        }
        TraceContext trace = ProblemResponse.trace(request);
        LOG.errorf(
                failure,
                "trace %s: %s %s failed",
                trace.traceId(),
                request.getMethod(),
                Text.escape(request.getUriInfo().getPath()));
        return ProblemResponse.of(ProblemResponse.internal(trace), request).build();
    }
}
