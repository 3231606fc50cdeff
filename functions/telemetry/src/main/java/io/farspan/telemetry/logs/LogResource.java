package io.farspan.telemetry.logs;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.function.Function;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;

import io.smallrye.mutiny.Uni;
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
import io.farspan.telemetry.access.SearchTurns;
import io.farspan.telemetry.access.TelemetryAccess;
import io.farspan.telemetry.follow.FollowedBody;
import io.farspan.telemetry.follow.Followers;
import io.farspan.telemetry.follow.Following;
import io.farspan.telemetry.follow.Rendering;
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

    private final TelemetryStore store;
    private final Gate gate;
    private final UnsentAnswers unsent;
    private final TelemetryAccess access;
    private final Followers followers;
    private final SearchTurns turns;

    LogResource(
            TelemetryStore store,
            Gate gate,
            UnsentAnswers unsent,
            TelemetryAccess access,
            SearchTurns turns,
            Followers followers) {
        this.turns = turns;
        this.followers = followers;
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
                    + " there may be more, the last line has next, which after takes; partial and searched beside it"
                    + " when the search took too long and came to that time only. With follow=true, or"
                    + " Accept: text/event-stream, what arrives from now on: each record once, ordered by time"
                    + " among those that arrive together. A line with next only says how far everything was sent;"
                    + " an event's id goes into Last-Event-ID.")
    @Parameter(
            name = "follow",
            in = ParameterIn.QUERY,
            description = "true for what arrives; without from, to and limit, and with a regex of RE2",
            schema = @Schema(type = SchemaType.BOOLEAN))
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
        LogParameters parameters = parameters(uri);
        if (parameters.follow()) {
            return follow(http, application, parameters, person, NDJSON, FollowedLines::new);
        }
        LogQuery query = parameters.query(application, Instant.now());
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

    /**
     * Sends what arrives as server-sent events. Stands after {@link #logs}, and its name too, because what accepts anything
     * gets what comes first.
     */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public Uni<RestResponse<Object>> sendEvents(
            @Context RoutingContext http,
            @PathParam("application") String application,
            @Context UriInfo uri,
            @Context SecurityContext caller) {
        access.require(application);
        LogParameters parameters = parameters(uri);
        return follow(
                http, application, parameters, Caller.of(caller), MediaType.SERVER_SENT_EVENTS, FollowedEvents::new);
    }

    private Uni<RestResponse<Object>> follow(
            RoutingContext http,
            String application,
            LogParameters parameters,
            Person person,
            String mediaType,
            Function<RecordJson, Rendering> rendering) {
        Following following = new Following(
                application,
                parameters.followAfter(Optional.ofNullable(http.request().getHeader("Last-Event-ID"))),
                new ArrayDeque<>(),
                parameters.filter(application, Instant.now()),
                rendering.apply(new RecordJson(gate.plugins(person).view())),
                unsent.open(person.name(), http));
        Followers.Seat seat = followers.seat(person.name());
        http.addEndHandler(ended -> seat.close());
        if (http.response().closed()) {
            seat.close(); // handlers added after the end are not called
        }
        return seat.follow(following).map(pieces -> RestResponse.ResponseBuilder.<Object>ok(new FollowedBody(pieces))
                .type(mediaType)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .header("X-Accel-Buffering", "no") // or nginx keeps what should be seen at once
                .build());
    }

    private static LogParameters parameters(UriInfo uri) {
        return new LogParameters(new QueryParameters(uri.getQueryParameters()));
    }

    private static long bytes(LogPage page) {
        return page.records().stream().mapToLong(StoredLog::size).sum();
    }
}
