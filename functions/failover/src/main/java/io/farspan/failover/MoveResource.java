package io.farspan.failover;

import java.util.Map;
import java.util.Optional;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import io.farspan.home.caller.Caller;
import io.farspan.home.caller.Roles;
import io.farspan.home.http.JsonBody;
import io.farspan.protocol.call.Text;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/** The HTTP API for moving traffic and home. Each move has a dry run: {@code "dryRun": true} changes nothing. */
@Path("/api/v1/applications/{application}")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.ADMIN)
@Tag(name = "moves", description = "Shift traffic, fail over, move home")
public class MoveResource {

    private final Failover failover;
    private final Rehoming rehoming;

    MoveResource(Failover failover, Rehoming rehoming) {
        this.failover = failover;
        this.rehoming = rehoming;
    }

    /** A request to set traffic weights by location. */
    public record Weights(
            @JsonProperty(required = true) Map<String, Integer> weights,
            @JsonProperty(required = true) String reason,
            boolean dryRun) {

        public Weights {
            requirePresent("weights", weights);
            weights.keySet().forEach(location -> Text.require("weights", location));
            requireText("reason", reason);
        }
    }

    /** A request to move traffic away from a location, to {@code to} or, without it, to all that can take it. */
    public record Leave(
            @JsonProperty(required = true) String from,
            Optional<String> to,
            @JsonProperty(required = true) String reason,
            boolean dryRun) {

        public Leave {
            requireText("from", from);
            if (to != null) {
                to.ifPresent(text -> Text.require("to", text));
            }
            requireText("reason", reason);
        }
    }

    /** A request to make a standby home. */
    public record Home(
            @JsonProperty(required = true) String to, @JsonProperty(required = true) String reason, boolean dryRun) {

        public Home {
            requireText("to", to);
            requireText("reason", reason);
        }
    }

    /** Rejects JSON's null, which Jackson accepts for a required member. */
    private static void requirePresent(String member, @Nullable Object value) {
        if (value == null) {
            throw new IllegalArgumentException("'" + member + "' must not be null");
        }
    }

    private static void requireText(String member, @Nullable String value) {
        requirePresent(member, value);
        if (value != null) {
            Text.require(member, value);
        }
    }

    /** Sets the application's traffic weights. */
    @POST
    @Path("/weights")
    @Operation(summary = "Sets traffic weights; locations that are not named keep their weight")
    public Uni<Plan> weights(
            @PathParam("application") String application,
            @Context SecurityContext caller,
            @RequestBody(content = @Content(schema = @Schema(implementation = Weights.class))) byte[] body) {
        Weights asked = JsonBody.parse(body, Weights.class);
        asked.weights.forEach((location, weight) -> {
            if (weight == null || weight < 0 || weight > 65_535) {
                throw new FarspanException(
                        ProblemCode.MALFORMED_REQUEST,
                        "The weight of '" + location + "' must be 0 to 65535, not " + weight + ".");
            }
        });
        return failover.weights(request(application, caller, asked.dryRun, asked.reason), asked.weights);
    }

    /** Moves a location's traffic to other locations. */
    @POST
    @Path("/failover")
    @Operation(summary = "Moves all traffic of a location to the others, or to one")
    public Uni<Plan> failover(
            @PathParam("application") String application,
            @Context SecurityContext caller,
            @RequestBody(content = @Content(schema = @Schema(implementation = Leave.class))) byte[] body) {
        Leave asked = JsonBody.parse(body, Leave.class);
        return failover.leave(
                request(application, caller, asked.dryRun, asked.reason),
                asked.from,
                asked.to == null ? Optional.empty() : asked.to);
    }

    /** Hands home over to a standby. */
    @POST
    @Path("/home")
    @Operation(summary = "Makes a standby home")
    public Uni<Plan> home(
            @PathParam("application") String application,
            @Context SecurityContext caller,
            @RequestBody(content = @Content(schema = @Schema(implementation = Home.class))) byte[] body) {
        Home asked = JsonBody.parse(body, Home.class);
        return rehoming.move(request(application, caller, asked.dryRun, asked.reason), asked.to);
    }

    private static Failover.Request request(String application, SecurityContext caller, boolean dryRun, String reason) {
        if (reason.isBlank() || reason.length() > 500) {
            throw new FarspanException(
                    ProblemCode.MALFORMED_REQUEST, "'reason' must have 1 to 500 characters; the ledger records it.");
        }
        return new Failover.Request(application, dryRun, Caller.name(caller), reason);
    }
}
