package io.farspan.router.call;

import java.util.concurrent.atomic.AtomicBoolean;

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
import io.vertx.ext.web.RoutingContext;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;

import io.farspan.home.caller.Caller;
import io.farspan.home.caller.Person;
import io.farspan.home.caller.Roles;
import io.farspan.home.gate.Gate;
import io.farspan.home.gate.OutgoingCalls;
import io.farspan.home.http.JsonAnswer;
import io.farspan.home.http.JsonBody;
import io.farspan.home.http.ProblemResponse;
import io.farspan.home.http.Traces;
import io.farspan.home.http.UnsentAnswers;
import io.farspan.home.work.ByteBudget;
import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.call.UnifiedAnswer;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.trace.TraceContext;

/** The HTTP API for management calls. */
@Path("/api/v1/applications/{application}/calls")
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.ADMIN})
@Tag(name = "calls", description = "Call many instances at once")
public class CallResource {

    /** The media type of a streamed answer. */
    static final String NDJSON = "application/x-ndjson";

    private static final Logger LOG = Logger.getLogger(CallResource.class);

    private final Gate gate;
    private final CallConfig config;
    private final UnsentAnswers unsent;

    CallResource(Gate gate, CallConfig config, UnsentAnswers unsent) {
        this.unsent = unsent;
        this.gate = gate;
        this.config = config;
    }

    /** Makes a call and answers once all locations have answered or the deadline has passed. */
    @POST
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Calls the selected instances and unifies their answers",
            description = "Failures of single instances are outcomes with a problem. Accept: application/x-ndjson"
                    + " streams a line per outcome as it arrives and a last line with the rest, or with a problem"
                    + " if the call fails.")
    @APIResponse(
            responseCode = "200",
            description = "The unified answer",
            content = @Content(schema = @Schema(implementation = UnifiedAnswer.class)))
    public Uni<RestResponse<Object>> call(
            @Context RoutingContext http,
            @PathParam("application") String application,
            @Parameter(hidden = true) @HeaderParam(TraceContext.HEADER) String traceparent,
            @Context SecurityContext caller,
            @RequestBody(content = @Content(schema = @Schema(implementation = CallRequest.class))) byte[] body) {
        Person person = Caller.of(caller);
        ByteBudget.Share share = unsent.open(person.name(), http);
        return read(application, body)
                .chain(call -> gate.port(person).call(call, Traces.of(traceparent)))
                .chain(answer -> {
                    AnswerBound bound = bound(share);
                    UnifiedAnswer bounded = bound.admit(answer);
                    return JsonAnswer.of(http, bound.admittedBytes(), share, () -> Json.write(bounded));
                });
    }

    /** Makes a call and streams outcomes as they arrive. */
    @POST
    @Produces(NDJSON)
    public Multi<OutgoingCalls.Line> stream(
            @Context RoutingContext http,
            @PathParam("application") String application,
            @Parameter(hidden = true) @HeaderParam(TraceContext.HEADER) String traceparent,
            @Context SecurityContext caller,
            @RequestBody(content = @Content(schema = @Schema(implementation = CallRequest.class))) byte[] body) {
        Person person = Caller.of(caller);
        TraceContext trace = Traces.of(traceparent);
        return ended(
                read(application, body)
                        .onItem()
                        .transformToMulti(call -> gate.port(person).stream(call, trace))
                        .map(bound(unsent.open(person.name(), http))::admit),
                trace);
    }

    private AnswerBound bound(ByteBudget.Share share) {
        return new AnswerBound(config.maxUnifiedBytes(), share::take, () -> UnsentAnswers.noRoom(share));
    }

    /** Ends a failed stream with a last line that has the problem, because clients wait for a last line. */
    static Multi<OutgoingCalls.Line> ended(Multi<OutgoingCalls.Line> lines, TraceContext trace) {
        AtomicBoolean begun = new AtomicBoolean();
        return lines.invoke(line -> begun.set(true))
                .onFailure(failure -> begun.get())
                .recoverWithItem(failure -> new OutgoingCalls.Line.Failed(problem(failure, trace)));
    }

    private static Problem problem(Throwable failure, TraceContext trace) {
        if (failure instanceof FarspanException known) {
            return known.problem().in(trace.traceId());
        }
        LOG.errorf(failure, "trace %s: a streamed answer failed", trace.traceId());
        return ProblemResponse.internal(trace);
    }

    private static Uni<ManagementCall> read(String application, byte[] body) {
        return JsonBody.read(body, () -> CallRequest.parse(application, body));
    }
}
