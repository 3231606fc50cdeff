package io.farspan.home.settings;

import java.util.List;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.farspan.home.caller.Roles;

/** The applications that this router manages. */
@Path("/api/v1/applications")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.ADMIN})
@Tag(name = "map")
public class ApplicationsResource {

    private final Applications applications;

    ApplicationsResource(Applications applications) {
        this.applications = applications;
    }

    /**
     * The answer.
     *
     * @param applications the applications' names, in the order of the router's setting
     */
    public record Answer(List<String> applications) {}

    /** Lists the applications. */
    @GET
    @Operation(summary = "The names of the applications that this router manages")
    public Answer list() {
        return new Answer(applications.names());
    }
}
