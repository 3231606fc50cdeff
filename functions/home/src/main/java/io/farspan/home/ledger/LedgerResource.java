package io.farspan.home.ledger;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.farspan.home.caller.Roles;
import io.farspan.protocol.call.Names;
import io.farspan.protocol.call.Text;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/** The HTTP API of the ledger: who changed what, when and why. */
@Path("/api/v1/applications/{application}/ledger")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.ADMIN})
@Tag(name = "ledger", description = "Every move, and why")
public class LedgerResource {

    private static final long MOST = 1_000;
    private static final long USUAL = 100;
    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("+10000-01-01T00:00:00Z");

    private final Ledger ledger;

    LedgerResource(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Lists entries, newest first. */
    @GET
    @Operation(
            summary =
                    "Lists calls that changed something, changes of the map, verdicts, failovers and re-homings, newest first",
            description =
                    "kind: call, map, policy, verdict, failover, home or action. who: a user's name, or farspan for automatic"
                            + " actions. since: an instant like 2026-11-22T12:00:00Z. before: a sequence number, for the next page."
                            + " The ledger of " + Ledger.OWN
                            + " has entries that belong to no application: kind login.")
    public Uni<Ledger.Page> entries(
            @PathParam("application") String application,
            @QueryParam("kind") Optional<String> kind,
            @QueryParam("who") Optional<String> who,
            @QueryParam("since") Optional<String> since,
            @Parameter(schema = @Schema(type = SchemaType.INTEGER, format = "int64")) @QueryParam("before")
                    Optional<String> before,
            @Parameter(schema = @Schema(type = SchemaType.INTEGER, defaultValue = "100")) @QueryParam("limit")
                    Optional<String> limit) {
        return ledger.read(
                chain(application),
                new Ledger.Query(
                        kind.map(text -> Text.require("kind", text)),
                        who.map(text -> Text.require("who", text)),
                        since.map(LedgerResource::instant).orElse(Instant.EPOCH),
                        before.map(text -> number("before", text, Long.MAX_VALUE))
                                .orElse(Long.MAX_VALUE),
                        limit.map(text -> number("limit", text, MOST))
                                .orElse(USUAL)
                                .intValue()));
    }

    /** Verifies the hash chain. */
    @GET
    @Path("/verification")
    @Operation(
            summary = "Verifies the hash chain",
            description =
                    "Recomputes every hash, compares every column with its entry, and the end of the chain with the last"
                            + " entry this router has seen. problem says what is wrong and what to do.")
    public Uni<Ledger.Verification> verify(@PathParam("application") String application) {
        return ledger.verify(chain(application));
    }

    private static String chain(String application) {
        return application.equals(Ledger.OWN) ? application : Names.requireLabel("application", application);
    }

    private static long number(String member, String text, long most) {
        if (text.matches("[0-9]{1,18}")) {
            long value = Long.parseLong(text);
            if (value >= 1 && value <= most) {
                return value;
            }
        }
        throw new FarspanException(
                ProblemCode.MALFORMED_REQUEST,
                member + " must be a number from 1 to " + most + ", not " + Names.shorten(text) + ".");
    }

    /** Parses an instant within the years that the database can store. */
    private static Instant instant(String text) {
        try {
            Instant instant = Instant.parse(text);
            if (!instant.isBefore(EARLIEST) && instant.isBefore(LATEST)) {
                return instant;
            }
        } catch (DateTimeParseException e) {
            // reported below
        }
        throw new FarspanException(
                ProblemCode.MALFORMED_REQUEST,
                "since must be an instant like 2026-11-22T12:00:00Z, in the years 1 to 9999.");
    }
}
