package io.farspan.router.api;

import java.util.Optional;

import jakarta.ws.rs.container.ContainerRequestContext;

import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.router.RouterConfig;

/** Refuses a body by its length before a byte of it is read. One without a length is cut off by the HTTP server. */
class BodyLimit {

    private final RouterConfig config;

    BodyLimit(RouterConfig config) {
        this.config = config;
    }

    @ServerRequestFilter(preMatching = true)
    Optional<RestResponse<Problem>> check(ContainerRequestContext request) {
        long length = Long.parseLong(
                Optional.ofNullable(request.getHeaderString("Content-Length")).orElse("0"));
        if (length <= config.maxBodyBytes()) {
            return Optional.empty();
        }
        Problem problem = Problem.of(
                ProblemCode.BODY_TOO_LARGE,
                "The body has " + length + " bytes, the limit is " + config.maxBodyBytes()
                        + "; split the call, or raise farspan.router.max-body-bytes.");
        return Optional.of(RestResponse.ResponseBuilder.<Problem>create(problem.status())
                .type(Problem.MEDIA_TYPE)
                .entity(problem)
                .build());
    }
}
