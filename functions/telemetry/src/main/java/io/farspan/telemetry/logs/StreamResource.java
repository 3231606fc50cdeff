package io.farspan.telemetry.logs;

import java.util.Optional;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.farspan.home.caller.Caller;
import io.farspan.home.caller.Roles;
import io.farspan.telemetry.access.QueryTurns;
import io.farspan.telemetry.access.TelemetryAccess;
import io.farspan.telemetry.store.TelemetryStore;

/** The HTTP API of streams. */
@Path("/api/v1/applications/{application}/telemetry/streams")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.ADMIN})
@Tag(name = "telemetry")
public class StreamResource {

    /** The most streams of an answer. */
    static final int LIMIT = 10_000;

    private final TelemetryStore store;
    private final TelemetryAccess access;
    private final QueryTurns turns = new QueryTurns(
            "lists of streams", 1, task -> Infrastructure.getDefaultWorkerPool().execute(task));

    StreamResource(TelemetryStore store, TelemetryAccess access) {
        this.store = store;
        this.access = access;
    }

    /** Lists streams. */
    @GET
    @Operation(
            summary = "Lists streams: how far each is stored, and what waits at its agent",
            description =
                    "next is the checkpoint, backlog the records that waited when the stream last had news. The first"
                            + " 10,000 are listed.")
    public Uni<StreamReport> streams(@PathParam("application") String application, @Context SecurityContext caller) {
        access.require(application);
        return turns.run(
                Caller.of(caller).name(),
                () -> new StreamReport(
                        application,
                        store.streams(application, Optional.empty(), LIMIT).stream()
                                .map(StreamReport.OfStream::of)
                                .toList()));
    }
}
