package io.farspan.diagnosis;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.farspan.home.caller.Caller;
import io.farspan.protocol.call.InstanceId;

/** The HTTP API for the heartbeats of instances. */
@Path("/api/v1/applications/{application}/heartbeats/{location}/{name}")
@Authenticated
@Tag(name = "diagnosis", description = "Application or connection")
public class HeartbeatResource {

    private final Diagnosis diagnosis;

    HeartbeatResource(Diagnosis diagnosis) {
        this.diagnosis = diagnosis;
    }

    /**
     * When the next heartbeat is due.
     *
     * @param nextMs in how many milliseconds
     */
    public record Next(long nextMs) {}

    /** Records that an instance lives and reaches home. */
    @POST
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Tells home that an instance lives and reaches it",
            description =
                    "Our agent sends it, and again after nextMs. It is evidence for the diagnosis, and changes nothing."
                            + " Besides admins, a holder of the role register:APPLICATION/LOCATION may do this there.")
    public Uni<Next> heard(
            @PathParam("application") String application,
            @PathParam("location") String location,
            @PathParam("name") String name,
            @Context SecurityContext caller) {
        Caller.requireRegistrar(caller, application, location);
        return diagnosis.heard(application, new InstanceId(location, name)).map(next -> new Next(next.toMillis()));
    }
}
