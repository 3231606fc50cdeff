package io.farspan.home.map;

import java.util.List;
import java.util.Optional;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;

import io.quarkus.security.Authenticated;
import io.quarkus.security.ForbiddenException;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.farspan.home.caller.Caller;
import io.farspan.home.caller.Roles;
import io.farspan.home.http.JsonBody;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.Names;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.provider.map.InstanceEntry;

/** The HTTP API for an application's map and the registration of its instances. */
@Path("/api/v1/applications/{application}")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.ADMIN})
@Tag(name = "map", description = "Where everything is")
public class ApplicationResource {

    private final MapReport report;
    private final Instances instances;

    ApplicationResource(MapReport report, Instances instances) {
        this.report = report;
        this.instances = instances;
    }

    /** Returns the locations. */
    @GET
    @Path("/locations")
    @Operation(summary = "The locations, their functions and their share of the traffic")
    public Uni<MapReport.Locations> locations(@PathParam("application") String application) {
        return report.map(application).map(MapReport.Whole::toLocations);
    }

    /** Returns the instances. */
    @GET
    @Path("/instances")
    @Operation(summary = "The instances of all locations")
    public Uni<MapReport.InstanceList> instances(@PathParam("application") String application) {
        return report.map(application).map(MapReport.Whole::toInstances);
    }

    /** Returns the whole map. */
    @GET
    @Path("/map")
    @Operation(summary = "The whole location map of the application")
    public Uni<MapReport.Whole> map(@PathParam("application") String application) {
        return report.map(application);
    }

    /** Registers an instance. */
    @POST
    @Path("/instances")
    @Consumes(MediaType.APPLICATION_JSON)
    @Authenticated
    @Operation(
            summary = "Registers an instance or changes its entry",
            description =
                    "The address is that of the instance's Jolokia agent, as a literal, within the networks that the"
                            + " location's function allows (farspan.agent.networks); only functions ever connect to it. The"
                            + " service is the endpoint for the instance's users, also a literal, within farspan.service.networks:"
                            + " while it answers, a silent agent is AGENT_DOWN and no traffic is moved. With a path, an HTTP status"
                            + " below 500 counts as an answer; without one, a connection does."
                            + " Besides admins, a holder of the role register:APPLICATION/LOCATION may do this there.")
    public Uni<Response> register(
            @PathParam("application") String application,
            @Context SecurityContext caller,
            @RequestBody(content = @Content(schema = @Schema(implementation = InstanceEntry.class))) byte[] body) {
        InstanceEntry instance = JsonBody.parse(body, InstanceEntry.class);
        Caller.requireRegistrar(caller, application, instance.id().location());
        return instances
                .register(application, List.of(instance), Caller.name(caller))
                .map(head -> Response.status(Response.Status.CREATED)
                        .entity(instance)
                        .build());
    }

    /** Removes an instance. */
    @DELETE
    @Path("/instances/{location}/{name}")
    @Authenticated
    @Operation(
            summary = "Removes an instance from the map, without touching the instance itself",
            description =
                    "Where telemetry is collected, the instance is emptied first: every stream is fetched to the last"
                            + " offset that its agent lists. What that is can be read in the ledger's entry. If something"
                            + " cannot be fetched, the problem INSTANCE_NOT_EMPTY names it and nothing is removed; force=REASON"
                            + " removes the instance all the same, and the ledger says what is lost and why. Take the"
                            + " instance out of the traffic before, because what it writes afterwards is not fetched.")
    public Uni<Response> remove(
            @PathParam("application") String application,
            @PathParam("location") String location,
            @PathParam("name") String name,
            @Parameter(description = "Why it is removed although something of it is lost") @QueryParam("force")
                    Optional<String> force,
            @Context SecurityContext caller) {
        InstanceId id = new InstanceId(location, name);
        Caller.requireRegistrar(caller, application, location);
        if (force.isPresent() && !caller.isUserInRole(Roles.ADMIN)) {
            throw new ForbiddenException();
        }
        return instances
                .remove(application, new Removal(id, Caller.name(caller), force))
                .map(head -> Response.noContent().build());
    }

    /** Removes the instances of a location. */
    @DELETE
    @Path("/instances/{location}")
    @RolesAllowed(Roles.ADMIN)
    @Operation(
            summary = "Removes every instance of a location from the map",
            description =
                    "Each like one that is removed by itself, emptied first where telemetry is collected. An instance that"
                            + " cannot be removed is listed in kept with its problem and does not delay the others; the call"
                            + " can be repeated. Take traffic off the location first. Only with all=true, so that a call"
                            + " that misses an instance's name removes nothing.")
    public Uni<Removals> removeAll(
            @PathParam("application") String application,
            @PathParam("location") String location,
            @Parameter(description = "true, if all of them are meant") @QueryParam("all") boolean all,
            @Parameter(description = "Why they are removed although something of them is lost") @QueryParam("force")
                    Optional<String> force,
            @Context SecurityContext caller) {
        if (!all) {
            throw new FarspanException(
                    ProblemCode.MALFORMED_REQUEST,
                    "No instance is named, and this would remove every one of '" + Names.shorten(location)
                            + "'. Say all=true if that is meant.");
        }
        return instances.removeAll(application, Names.requireLabel("location", location), Caller.name(caller), force);
    }
}
