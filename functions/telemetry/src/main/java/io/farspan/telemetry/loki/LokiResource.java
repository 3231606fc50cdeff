package io.farspan.telemetry.loki;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

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
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

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
import io.farspan.telemetry.access.SearchTurns;
import io.farspan.telemetry.matching.MatchTime;
import io.farspan.telemetry.store.LogPage;

/** Loki's HTTP API: what Grafana and Loki's clients ask. Errors are texts, as Loki's are. */
@Path("/loki/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.ADMIN})
@Tag(name = "loki", description = "The logs as Grafana's Loki data source reads them")
public class LokiResource {

    /** The most selectors of a request. */
    private static final int MOST_SELECTORS = 16;

    private final LokiQueries queries;
    private final LokiLabels labels;
    private final Gate gate;
    private final UnsentAnswers unsent;
    private final SearchTurns turns;

    LokiResource(LokiQueries queries, LokiLabels labels, SearchTurns turns, Gate gate, UnsentAnswers unsent) {
        this.turns = turns;
        this.queries = queries;
        this.labels = labels;
        this.gate = gate;
        this.unsent = unsent;
    }

    /** Evaluates a query over a range of time. */
    @GET
    @Path("/query_range")
    @Operation(
            summary = "Evaluates a LogQL query over a range of time",
            description =
                    "Selectors, line filters, filters of labels, and sum, count_over_time, rate, bytes_over_time and"
                            + " bytes_rate.")
    public Uni<RestResponse<Object>> queryRange(
            @Context RoutingContext http, @Context UriInfo uri, @Context SecurityContext caller) {
        Person person = Caller.of(caller);
        LokiParameters parameters = parameters(uri);
        return answer(http, person, () -> {
            LogQl query = visible(parameters.query(), person);
            if (query instanceof LogQl.Logs logs) {
                return answers(http, person)
                        .streams(queries.lines(
                                logs, parameters.start(), parameters.end(), parameters.backward(), parameters.limit()));
            }
            if (query instanceof LogQl.Counted counted) {
                Steps steps = Steps.between(parameters.start(), parameters.end(), parameters.step(), counted.range());
                return LokiAnswer.matrix(queries.counts(counted, steps), steps, counted.function());
            }
            return LokiAnswer.constant(
                    Steps.between(parameters.start(), parameters.end(), parameters.step(), parameters.step()),
                    ((LogQl.Constant) query).value());
        });
    }

    /** Evaluates a query at one time. */
    @GET
    @Path("/query")
    @Operation(summary = "Evaluates a LogQL metric query at one time")
    public Uni<RestResponse<Object>> query(
            @Context RoutingContext http, @Context UriInfo uri, @Context SecurityContext caller) {
        Person person = Caller.of(caller);
        LokiParameters parameters = parameters(uri);
        return answer(http, person, () -> {
            LogQl query = visible(parameters.query(), person);
            if (query instanceof LogQl.Counted counted) {
                Steps steps = Steps.at(parameters.at(), counted.range());
                return LokiAnswer.vector(queries.counts(counted, steps), steps, counted.function());
            }
            if (query instanceof LogQl.Constant constant) {
                return LokiAnswer.constant(parameters.at(), constant.value());
            }
            throw new FarspanException(
                    ProblemCode.MALFORMED_REQUEST,
                    "log queries are not supported as an instant query type, please change your query to a range query type");
        });
    }

    /** Lists the labels. */
    @GET
    @Path("/labels")
    @Operation(summary = "Lists the labels of streams")
    public Uni<RestResponse<Object>> labels(@Context RoutingContext http, @Context SecurityContext caller) {
        return answer(http, Caller.of(caller), () -> LokiAnswer.texts(Labels.OF_STREAM));
    }

    /** Lists the values of a label. */
    @GET
    @Path("/label/{name}/values")
    @Operation(summary = "Lists the values of a label")
    public Uni<RestResponse<Object>> values(
            @Context RoutingContext http,
            @PathParam("name") String name,
            @Context UriInfo uri,
            @Context SecurityContext caller) {
        LokiParameters parameters = parameters(uri);
        return answer(
                http,
                Caller.of(caller),
                () -> LokiAnswer.texts(labels.values(
                        name,
                        parameters.text("query").map(text -> selector(text, new MatchTime())).stream()
                                .toList())));
    }

    /** Lists the streams that selectors match. */
    @GET
    @Path("/series")
    @Operation(summary = "Lists the streams that match[] selects")
    public Uni<RestResponse<Object>> series(
            @Context RoutingContext http, @Context UriInfo uri, @Context SecurityContext caller) {
        List<String> selectors = new ArrayList<>(uri.getQueryParameters().getOrDefault("match[]", List.of()));
        selectors.addAll(uri.getQueryParameters().getOrDefault("match", List.of()));
        MatchTime time = new MatchTime();
        return answer(
                http,
                Caller.of(caller),
                () -> LokiAnswer.series(labels.series(selectors.stream()
                        .limit(MOST_SELECTORS)
                        .map(text -> selector(text, time))
                        .toList())));
    }

    /** Says which Loki this answers like. */
    @GET
    @Path("/status/buildinfo")
    @Operation(summary = "Says which Loki this answers like")
    public byte[] buildInfo() {
        return Json.write(new BuildInfo("2.9.0", "farspan", "", "", "", ""));
    }

    /**
     * What Loki says of its build.
     *
     * @param version the version whose API this is
     * @param revision that it is not Loki itself
     */
    private record BuildInfo(
            String version, String revision, String branch, String buildUser, String buildDate, String goVersion) {}

    private static LogQl.Logs selector(String text, MatchTime time) {
        if (LogQlParser.parse(text, time) instanceof LogQl.Logs logs) {
            return logs;
        }
        throw new LogQlException(0, "only label matchers are supported");
    }

    private LokiAnswer answers(RoutingContext http, Person person) {
        return LokiAnswer.of(gate.plugins(person).view(), http);
    }

    private LogQl visible(LogQl query, Person person) {
        return VisibleQuery.require(query, gate.plugins(person).view());
    }

    private Uni<RestResponse<Object>> answer(RoutingContext http, Person person, Supplier<byte[]> query) {
        ByteBudget.Share share = unsent.open(person.name(), http);
        return Uni.createFrom()
                .deferred(() -> {
                    if (!share.take(LogPage.MOST_BYTES)) {
                        throw new FarspanException(
                                ProblemCode.TOO_MUCH, "no room for the answer: " + UnsentAnswers.noRoom(share));
                    }
                    return gate.plugins(person).within(() -> turns.run(person.name(), query));
                })
                .chain(body -> {
                    share.resize(body.length);
                    return JsonAnswer.of(http, body.length, share, () -> body);
                })
                .onFailure(LogQlException.class)
                .recoverWithItem(failure -> refused(400, String.valueOf(failure.getMessage())))
                .onFailure(FarspanException.class)
                .recoverWithItem(failure -> {
                    FarspanException known = (FarspanException) failure;
                    return refused(known.problem().status(), known.problem().detail());
                });
    }

    private static RestResponse<Object> refused(int status, String why) {
        return ResponseBuilder.<Object>create(status)
                .type(MediaType.TEXT_PLAIN_TYPE.withCharset("utf-8"))
                .entity((why + "\n").getBytes(StandardCharsets.UTF_8))
                .build();
    }

    private static LokiParameters parameters(UriInfo uri) {
        return new LokiParameters(
                name -> Optional.ofNullable(uri.getQueryParameters().getFirst(name)), Instant.now());
    }
}
