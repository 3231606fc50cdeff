package io.farspan.router.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.call.UnifiedAnswer;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.trace.TraceContext;
import io.farspan.router.RouterConfig;
import io.farspan.router.call.AnswerBound;
import io.farspan.router.call.Calls;
import io.farspan.router.security.Gate;
import io.farspan.router.security.Roles;

/** Management calls. */
@Path("/api/v1/applications/{application}/calls")
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.ADMIN})
@Tag(name = "calls", description = "Ask many instances at once")
public class CallResource {

    /** The media type of a streamed answer. */
    static final String NDJSON = "application/x-ndjson";

    private final Gate gate;
    private final RouterConfig config;

    CallResource(Gate gate, RouterConfig config) {
        this.gate = gate;
        this.config = config;
    }

    /** One answer when all locations have answered or the deadline has passed. */
    @POST
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Asks the selected instances and unifies their answers",
            description = "Failures of single instances are outcomes with a problem. Accept: application/x-ndjson"
                    + " streams a line per outcome as it arrives and a last line with the rest.")
    @APIResponse(
            responseCode = "200",
            description = "The unified answer",
            content = @Content(schema = @Schema(implementation = UnifiedAnswer.class)))
    public Uni<RestResponse<byte[]>> call(
            @Context HttpServerRequest http,
            @PathParam("application") String application,
            @Parameter(hidden = true) @HeaderParam(TraceContext.HEADER) String traceparent,
            @Context SecurityContext caller,
            @RequestBody(content = @Content(schema = @Schema(implementation = CallRequest.class))) byte[] body) {
        return read(application, body)
                .chain(call -> gate.port(Caller.of(caller)).call(call, Traces.of(traceparent)))
                .chain(answer -> {
                    AnswerBound bound = new AnswerBound(config.maxUnifiedBytes());
                    UnifiedAnswer bounded = bound.admit(answer);
                    return JsonAnswer.of(http, bound.taken(), () -> Json.write(bounded));
                });
    }

    /** Outcomes as they arrive. */
    @POST
    @Produces(NDJSON)
    public Multi<Calls.Line> stream(
            @PathParam("application") String application,
            @Parameter(hidden = true) @HeaderParam(TraceContext.HEADER) String traceparent,
            @Context SecurityContext caller,
            @RequestBody(content = @Content(schema = @Schema(implementation = CallRequest.class))) byte[] body) {
        return read(application, body)
                .onItem()
                .transformToMulti(call -> gate.port(Caller.of(caller)).stream(call, Traces.of(traceparent)))
                .map(new AnswerBound(config.maxUnifiedBytes())::admit);
    }

    private static Uni<ManagementCall> read(String application, byte[] body) {
        return JsonBody.read(body, () -> CallRequest.parse(application, body));
    }
}
