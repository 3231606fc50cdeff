package io.farspan.telemetry.loki;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.farspan.home.caller.Roles;

/** What Loki's clients ask before they begin. Whether the router itself is ready says {@code /q/health/ready}. */
@Path("/ready")
@Produces(MediaType.TEXT_PLAIN)
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.ADMIN})
@Tag(name = "loki")
public class ReadyResource {

    /** Says that queries can be sent. */
    @GET
    @Operation(summary = "Says to Loki's clients that queries can be sent")
    public String ready() {
        return LokiAnswer.ready();
    }
}
