package io.farspan.router.plugin;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

import io.farspan.home.caller.Caller;
import io.farspan.home.caller.Person;
import io.farspan.home.caller.Roles;
import io.farspan.home.gate.Gate;
import io.farspan.home.http.JsonAnswer;
import io.farspan.home.http.JsonBody;
import io.farspan.home.http.Traces;
import io.farspan.home.http.UnsentAnswers;
import io.farspan.home.work.ByteBudget;
import io.farspan.protocol.call.Names;
import io.farspan.protocol.function.PluginOutcome;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.trace.TraceContext;

/** The functions' plugins. */
@Path("/api/v1/applications/{application}/plugins")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.ADMIN})
@Tag(name = "plugins", description = "What was added to the functions by dropping in a jar")
public class PluginResource {

    private final PluginCalls plugins;
    private final Gate gate;
    private final UnsentAnswers unsent;

    PluginResource(PluginCalls plugins, Gate gate, UnsentAnswers unsent) {
        this.plugins = plugins;
        this.gate = gate;
        this.unsent = unsent;
    }

    /** What each location's function has. */
    @GET
    @Operation(summary = "The plugins of each location, their versions and roles, and what was left out")
    public Uni<InstalledAnswer> list(
            @PathParam("application") String application,
            @Parameter(hidden = true) @HeaderParam(TraceContext.HEADER) String traceparent,
            @Context SecurityContext caller) {
        return plugins.list(application, gate.plugins(Caller.of(caller)), Traces.of(traceparent));
    }

    /** What each location's function has of one plugin. */
    @GET
    @Path("/{name}")
    @Operation(
            summary = "One plugin: its version and role in each location, or why it is not there",
            description = "PLUGIN_UNKNOWN when no location has it.")
    public Uni<InstalledPlugin> find(
            @PathParam("application") String application,
            @PathParam("name") String name,
            @Parameter(hidden = true) @HeaderParam(TraceContext.HEADER) String traceparent,
            @Context SecurityContext caller) {
        return plugins.find(application, named(name), gate.plugins(Caller.of(caller)), Traces.of(traceparent));
    }

    /** Calls a plugin in every selected location. */
    @POST
    @Path("/{name}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Calls a plugin in every selected location at once",
            description =
                    "The plugin says which role its caller needs. One that changes something goes through home and"
                            + " into the ledger. A location that lacks it, and one where it failed, is an outcome with a"
                            + " problem.")
    @APIResponse(
            responseCode = "200",
            description = "What the plugin answered in each location",
            content = @Content(schema = @Schema(implementation = UnifiedPluginAnswer.class)))
    public Uni<RestResponse<Object>> call(
            @Context RoutingContext http,
            @PathParam("application") String application,
            @PathParam("name") String name,
            @Parameter(hidden = true) @HeaderParam(TraceContext.HEADER) String traceparent,
            @Context SecurityContext caller,
            @RequestBody(content = @Content(schema = @Schema(implementation = PluginRequest.class))) byte[] body) {
        Person person = Caller.of(caller);
        ByteBudget.Share share = unsent.open(person.name(), http);
        return JsonBody.read(body, () -> PluginRequest.parse(body))
                .chain(request ->
                        plugins.call(application, named(name), request, gate.plugins(person), Traces.of(traceparent)))
                .chain(answer -> {
                    UnifiedPluginAnswer kept = kept(answer, share);
                    return JsonAnswer.of(http, bytes(kept), share, () -> Json.write(kept));
                });
    }

    private static String named(String name) {
        try {
            return Names.requireLabel("plugin", name);
        } catch (IllegalArgumentException e) {
            throw new FarspanException(ProblemCode.MALFORMED_REQUEST, e.getMessage() + ".", e);
        }
    }

    private static UnifiedPluginAnswer kept(UnifiedPluginAnswer answer, ByteBudget.Share share) {
        if (share.take(bytes(answer))) {
            return answer;
        }
        throw new FarspanException(
                ProblemCode.TOO_MUCH,
                "The plugin '" + answer.plugin() + "' ran and answered " + bytes(answer) + " bytes, but "
                        + UnsentAnswers.noRoom(share) + ".");
    }

    private static long bytes(UnifiedPluginAnswer answer) {
        return answer.outcomes().stream().mapToLong(PluginOutcome::size).sum();
    }
}
