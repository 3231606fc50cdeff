package io.farspan.diagnosis;

import java.time.Duration;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestStreamElementType;

import io.farspan.home.caller.Roles;
import io.farspan.provider.map.MapView;

/** The HTTP API of the diagnosis. */
@Path("/api/v1/applications/{application}/diagnosis")
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.ADMIN})
@Tag(name = "diagnosis", description = "Application or connection")
public class DiagnosisResource {

    /**
     * The interval at which the report is repeated, because proxies close connections that are idle for a minute or
     * less.
     */
    private static final Duration REPEATED = Duration.ofSeconds(15);

    private final Diagnosis diagnosis;
    private final MapView map;

    DiagnosisResource(Diagnosis diagnosis, MapView map) {
        this.diagnosis = diagnosis;
        this.map = map;
    }

    /** Returns the present verdicts with their evidence. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Says whether the application or the connection is at fault, with evidence",
            description =
                    "With Accept: text/event-stream the report is sent at each change of a verdict, and every 15 seconds.")
    public Uni<Report> report(@PathParam("application") String application) {
        return map.head(application).map(head -> diagnosis.report(application));
    }

    /** Streams the report whenever a verdict changes. */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @RestStreamElementType(MediaType.APPLICATION_JSON)
    public Multi<Report> stream(@PathParam("application") String application) {
        return map.head(application).onItem().transformToMulti(head -> Multi.createBy()
                .merging()
                .streams(
                        Multi.createFrom()
                                .ticks()
                                .every(REPEATED)
                                .onOverflow()
                                .drop()
                                .map(tick -> application),
                        diagnosis
                                .changes(application)
                                .onOverflow()
                                .dropPreviousItems()
                                .map(change -> application))
                .map(diagnosis::report));
    }
}
