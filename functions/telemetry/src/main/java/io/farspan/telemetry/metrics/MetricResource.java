package io.farspan.telemetry.metrics;

import java.time.Instant;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

import io.farspan.home.caller.Caller;
import io.farspan.home.caller.Person;
import io.farspan.home.caller.Roles;
import io.farspan.home.gate.Gate;
import io.farspan.home.http.JsonAnswer;
import io.farspan.home.http.UnsentAnswers;
import io.farspan.home.work.ByteBudget;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.access.MetricTurns;
import io.farspan.telemetry.access.QueryParameters;
import io.farspan.telemetry.access.TelemetryAccess;
import io.farspan.telemetry.matching.MatchTime;
import io.farspan.telemetry.store.MetricStore;

/** The HTTP API of stored metrics. */
@Path("/api/v1/applications/{application}/metrics")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.ADMIN})
@Tag(name = "telemetry")
public class MetricResource {

    /** What a value may take in JSON. */
    private static final int VALUE_BYTES = 25;

    /** What a series takes in JSON beside its attributes and values. */
    private static final int SERIES_BYTES = 300;

    /** About the most bytes of an answer. */
    private static final long MOST_BYTES = (long) MetricAnswers.MOST_VALUES * VALUE_BYTES + (4L << 20);

    private final MetricAnswers answers;
    private final Gate gate;
    private final UnsentAnswers unsent;
    private final TelemetryAccess access;
    private final MetricTurns turns;

    MetricResource(MetricStore store, Gate gate, UnsentAnswers unsent, TelemetryAccess access, MetricTurns turns) {
        this.answers = new MetricAnswers(store);
        this.gate = gate;
        this.unsent = unsent;
        this.access = access;
        this.turns = turns;
    }

    /** Lists values at equal steps. */
    @GET
    @Operation(
            summary = "Lists the values of metrics at equal steps, of each instance or of all together",
            description = "A value is the last that was sampled in the five minutes up to its step, or null. With rate,"
                    + " counters only, and what they grow by in a second, over one step and at least a minute; a counter"
                    + " that begins again loses nothing. At most 10,000 series and 400,000 values.")
    @Parameter(
            name = "from",
            in = ParameterIn.QUERY,
            description = "the first step, an instant; an hour before to by default")
    @Parameter(name = "to", in = ParameterIn.QUERY, description = "no step is after this instant; now by default")
    @Parameter(
            name = "step",
            in = ParameterIn.QUERY,
            description = "30, 30s, 5m, 1h or 1d; a sixtieth of the range by default; at most 11,000 steps")
    @Parameter(
            name = "name",
            in = ParameterIn.QUERY,
            description = "a metric's name as OpenTelemetry has it, * for any text: jvm.memory.*; all by default")
    @Parameter(
            name = "label",
            in = ParameterIn.QUERY,
            description =
                    "attribute=value, attribute!=value, attribute=~regex or attribute!~regex (RE2, the whole value);"
                            + " may be there several times",
            schema = @Schema(type = SchemaType.ARRAY, implementation = String.class))
    @Parameter(name = "location", in = ParameterIn.QUERY)
    @Parameter(name = "instance", in = ParameterIn.QUERY, description = "aws1/i-7, or i-7 of any location")
    @Parameter(
            name = "aggregate",
            in = ParameterIn.QUERY,
            description = "how the values of all instances become one: sum, avg, min, max, p50, p90, p99, or none",
            schema = @Schema(type = SchemaType.STRING, defaultValue = "none"))
    @Parameter(
            name = "rate",
            in = ParameterIn.QUERY,
            schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
    @APIResponse(
            responseCode = "200",
            description = "The values",
            content = @Content(schema = @Schema(implementation = MetricReport.class)))
    public Uni<RestResponse<Object>> metrics(
            @Context RoutingContext http,
            @PathParam("application") String application,
            @Context UriInfo uri,
            @Context SecurityContext caller) {
        access.require(application);
        Person person = Caller.of(caller);
        MetricQuery query = new MetricParameters(new QueryParameters(uri.getQueryParameters()), new MatchTime())
                .query(application, Instant.now());
        ByteBudget.Share share = unsent.open(person.name(), http);
        // Before anything is read: afterwards it is in memory already.
        if (!share.take(MOST_BYTES)) {
            throw new FarspanException(
                    ProblemCode.TOO_MUCH,
                    "An answer may have " + MOST_BYTES + " bytes, but " + UnsentAnswers.noRoom(share) + ".");
        }
        return gate.plugins(person)
                .within(() -> turns.run(
                        person.name(),
                        () -> answers.answer(query, gate.plugins(person).view())))
                .chain(report -> {
                    long bytes = bytes(report);
                    share.resize(bytes);
                    return JsonAnswer.of(http, bytes, share, () -> Json.write(report));
                });
    }

    private static long bytes(MetricReport report) {
        return report.series().stream()
                .mapToLong(series ->
                        SERIES_BYTES + series.attributes().length() + (long) series.values().length * VALUE_BYTES)
                .sum();
    }
}
