package io.farspan.telemetry.logs;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.farspan.home.caller.Roles;
import io.farspan.protocol.call.Names;
import io.farspan.telemetry.store.TelemetryStore;

/** The HTTP API of streams. */
@Path("/api/v1/applications/{application}/telemetry/streams")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.ADMIN})
@Tag(name = "telemetry")
public class StreamResource {

    private final TelemetryStore store;

    StreamResource(TelemetryStore store) {
        this.store = store;
    }

    /** Lists streams. */
    @GET
    @Operation(
            summary = "Lists streams: how far each is stored, and what waits at its agent",
            description = "next is the checkpoint, backlog the records that waited when the stream last had news.")
    public Uni<StreamReport> streams(@PathParam("application") String application) {
        String name = Names.requireLabel("application", application);
        return Uni.createFrom()
                .item(() -> new StreamReport(
                        name,
                        store.streams(name).stream()
                                .map(StreamReport.OfStream::of)
                                .toList()))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }
}
