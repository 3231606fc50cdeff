package io.farspan.home.http;

import java.util.Optional;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;

import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.trace.TraceContext;

/** A problem as an HTTP response (RFC 9457), with the trace of the request. */
public final class ProblemResponse {

    private ProblemResponse() {}

    /** A builder with the problem, to which headers can be added. */
    public static Response.ResponseBuilder of(Problem problem, ContainerRequestContext request) {
        Problem traced = problem.traceId().isPresent()
                ? problem
                : problem.in(trace(request).traceId());
        return Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(traced);
    }

    /** The problem for an unexpected failure, whose details are in the log only. */
    public static Problem internal(TraceContext trace) {
        return Problem.of(ProblemCode.INTERNAL, "The router failed; its log has the cause under the trace id.")
                .in(trace.traceId());
    }

    static TraceContext trace(ContainerRequestContext request) {
        return TraceContext.continueFrom(Optional.ofNullable(request.getHeaderString(TraceContext.HEADER)));
    }
}
