package io.farspan.telemetry.logs;

import java.time.Instant;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.ext.web.RoutingContext;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

import io.farspan.home.caller.Caller;
import io.farspan.home.caller.Person;
import io.farspan.home.caller.Roles;
import io.farspan.home.gate.Gate;
import io.farspan.home.http.JsonAnswer;
import io.farspan.home.http.UnsentAnswers;
import io.farspan.home.work.ByteBudget;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.access.QueryParameters;
import io.farspan.telemetry.access.QueryTurns;
import io.farspan.telemetry.access.TelemetryAccess;
import io.farspan.telemetry.store.LogPage;
import io.farspan.telemetry.store.LogQuery;
import io.farspan.telemetry.store.StoredLog;
import io.farspan.telemetry.store.TelemetryStore;

/** The HTTP API of log records. */
@Path("/api/v1/applications/{application}/logs")
@Produces(LogResource.NDJSON)
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.ADMIN})
@Tag(name = "telemetry", description = "Logs of all instances in one place")
public class LogResource {

    static final String NDJSON = "application/x-ndjson";

    /** How many searches run at the same time: telemetry's other connections are for the records that come in. */
    private static final int MOST = 2;

    private final TelemetryStore store;
    private final Gate gate;
    private final UnsentAnswers unsent;
    private final TelemetryAccess access;
    private final QueryTurns turns = new QueryTurns(
            "searches", MOST, task -> Infrastructure.getDefaultWorkerPool().execute(task));

    LogResource(TelemetryStore store, Gate gate, UnsentAnswers unsent, TelemetryAccess access) {
        this.store = store;
        this.access = access;
        this.gate = gate;
        this.unsent = unsent;
    }

    /** Lists records by time. */
    @GET
    @Operation(
            summary = "Lists log records of all locations, oldest first, a line of JSON each",
            description = "Ordered by home's time; original is the time by the instance's own clock. When"
                    + " there are more, the last line has next only, which after takes.")
    @Parameter(name = "from", in = ParameterIn.QUERY, description = "an instant; an hour ago by default")
    @Parameter(name = "to", in = ParameterIn.QUERY, description = "an instant; an hour from now by default")
    @Parameter(
            name = "level",
            in = ParameterIn.QUERY,
            description = "trace, debug, info, warn, error or fatal, at least")
    @Parameter(name = "text", in = ParameterIn.QUERY, description = "what the message contains, in any case")
    @Parameter(name = "regex", in = ParameterIn.QUERY, description = "a regular expression of PostgreSQL")
    @Parameter(name = "location", in = ParameterIn.QUERY)
    @Parameter(name = "instance", in = ParameterIn.QUERY, description = "aws1/i-7, or i-7 of any location")
    @Parameter(name = "trace", in = ParameterIn.QUERY, description = "a trace id")
    @Parameter(name = "after", in = ParameterIn.QUERY, description = "the next of an earlier answer")
    @Parameter(
            name = "limit",
            in = ParameterIn.QUERY,
            schema = @Schema(type = SchemaType.INTEGER, defaultValue = "1000", maximum = "10000"))
    public Uni<RestResponse<Object>> logs(
            @Context RoutingContext http,
            @PathParam("application") String application,
            @Context UriInfo uri,
            @Context SecurityContext caller) {
        access.require(application);
        Person person = Caller.of(caller);
        LogQuery query =
                new LogParameters(new QueryParameters(uri.getQueryParameters())).query(application, Instant.now());
        ByteBudget.Share share = unsent.open(person.name(), http);
        // Before anything is read: afterwards it is in memory already.
        if (!share.take(LogPage.MOST_BYTES)) {
            throw new FarspanException(
                    ProblemCode.TOO_MUCH,
                    "A page of records may have " + LogPage.MOST_BYTES + " bytes, but " + UnsentAnswers.noRoom(share)
                            + ".");
        }
        return gate.plugins(person)
                .within(() -> turns.run(person.name(), () -> store.logs(query)))
                .chain(page -> {
                    long bytes = bytes(page);
                    share.resize(bytes);
                    return JsonAnswer.of(
                            http,
                            bytes,
                            share,
                            () -> LogLines.write(page, gate.plugins(person).view()));
                });
    }

    private static long bytes(LogPage page) {
        return page.records().stream().mapToLong(StoredLog::size).sum();
    }
}
