package io.farspan.router.api;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.farspan.protocol.call.Names;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.router.ledger.Ledger;
import io.farspan.router.security.Roles;

/** Who changed what, when and why. */
@Path("/api/v1/applications/{application}/ledger")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.ADMIN})
@Tag(name = "ledger", description = "Every move, and why")
public class LedgerResource {

    private static final int MOST = 1_000;

    private final Ledger ledger;

    LedgerResource(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Entries, newest first. */
    @GET
    @Operation(
            summary =
                    "Lists calls that changed something, changes of the map, verdicts, failovers and re-homings, newest first",
            description = "kind: call, map, verdict, failover or home. who: a user's name, or farspan where it acted by"
                    + " itself. since: an instant like 2026-11-22T12:00:00Z. before: a sequence number, to page on.")
    public Uni<Ledger.Page> entries(
            @PathParam("application") String application,
            @QueryParam("kind") Optional<String> kind,
            @QueryParam("who") Optional<String> who,
            @QueryParam("since") Optional<String> since,
            @Schema(implementation = Long.class) @QueryParam("before") Optional<String> before,
            @Schema(implementation = Integer.class) @QueryParam("limit") @DefaultValue("100") String limit) {
        return ledger.read(
                application,
                new Ledger.Query(
                        kind,
                        who,
                        since.map(LedgerResource::instant).orElse(Instant.EPOCH),
                        before.map(text -> number("before", text, Long.MAX_VALUE))
                                .orElse(Long.MAX_VALUE),
                        (int) number("limit", limit, MOST)));
    }

    /** Whether the chain of hashes is whole. */
    @GET
    @Path("/verification")
    @Operation(summary = "Recomputes the chain of hashes")
    public Uni<Ledger.Verification> verify(@PathParam("application") String application) {
        return ledger.verify(application);
    }

    private static long number(String name, String text, long most) {
        if (text.matches("[0-9]{1,18}") && Long.parseLong(text) >= 1 && Long.parseLong(text) <= most) {
            return Long.parseLong(text);
        }
        throw new FarspanException(
                ProblemCode.MALFORMED_REQUEST,
                name + " must be a number from 1 to " + most + ", not '" + Names.shorten(text) + "'.");
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new FarspanException(
                    ProblemCode.MALFORMED_REQUEST, "since must be an instant like 2026-11-22T12:00:00Z.", e);
        }
    }
}
