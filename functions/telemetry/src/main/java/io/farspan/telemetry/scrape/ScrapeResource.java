package io.farspan.telemetry.scrape;

import java.time.Duration;
import java.util.Optional;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

import io.farspan.home.caller.Caller;
import io.farspan.home.caller.Person;
import io.farspan.home.caller.Roles;
import io.farspan.home.gate.Gate;
import io.farspan.home.http.JsonAnswer;
import io.farspan.home.http.UnsentAnswers;
import io.farspan.home.work.ByteBudget;
import io.farspan.home.work.LargeWork;
import io.farspan.protocol.call.ManagementPort;
import io.farspan.protocol.call.Names;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.call.UnifiedAnswer;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.rules.RuleSet;
import io.farspan.telemetry.rules.Rules;

/** What Prometheus scrapes. Everybody gets a viewer's view, so that equal scrapes have one answer. */
@Path("/metrics/{application}")
@Produces(MediaType.WILDCARD)
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.ADMIN})
@Tag(name = "telemetry")
public class ScrapeResource {

    private final Gate gate;
    private final UnsentAnswers unsent;
    private final ScrapeConfig config;
    private final RuleSet rules;
    private final Scrapes scrapes = new Scrapes();

    /** The memory for answers while they are written. */
    private final ByteBudget writing = ByteBudget.ofHeap();

    ScrapeResource(Gate gate, UnsentAnswers unsent, ScrapeConfig config, Rules rules) {
        this.gate = gate;
        this.unsent = unsent;
        this.config = config;
        this.rules = rules.ruleSet();
    }

    /** Reads the metrics of all instances. */
    @GET
    @Operation(
            summary = "The metrics of all instances as they are now, for Prometheus",
            description = "Prometheus text 0.0.4, or OpenMetrics 1.0.0 for a client that prefers it. Every location is"
                    + " called once. Metrics are those of OpenTelemetry's JMX rules, with the labels location and"
                    + " instance: set honor_labels in Prometheus. An instance that did not answer in time is"
                    + " farspan_instance_up 0.")
    @Parameter(name = "location", in = ParameterIn.QUERY, description = "the only location to ask")
    @APIResponse(
            responseCode = "200",
            description = "The metrics",
            content = {@Content(mediaType = "text/plain"), @Content(mediaType = "application/openmetrics-text")})
    public Uni<Response> scrape(
            @Context RoutingContext http,
            @PathParam("application") String application,
            @QueryParam("location") @Nullable String location,
            @Parameter(description = "how long the scraper waits; the instances get nine tenths of it")
                    @HeaderParam(ScrapeTimeout.HEADER)
                    @Nullable
                    String timeout,
            @Parameter(hidden = true) @HeaderParam(HttpHeaders.ACCEPT) @Nullable String accept,
            @Context SecurityContext caller) {
        Names.requireLabel("application", application);
        Optional<String> only = Optional.ofNullable(location).map(name -> Names.requireLabel("location", name));
        Duration deadline = ScrapeTimeout.deadline(timeout);
        Person person = Caller.of(caller);
        ByteBudget.Share share = unsent.open(person.name(), http);
        Scrape scrape = new Scrape(application, only, TextFormat.of(accept), deadline);
        return scrapes.answer(scrape, person.name(), () -> made(scrape, person.name()))
                .chain(text -> {
                    if (!share.take(text.length)) {
                        throw new FarspanException(
                                ProblemCode.TOO_MUCH,
                                "The scrape has " + text.length + " bytes, but " + UnsentAnswers.noRoom(share) + ".");
                    }
                    return written(http, scrape.format(), text, share);
                });
    }

    /** A response of its own type, because Quarkus writes what is text by a method's type, and not by its body's. */
    private static Uni<Response> written(RoutingContext http, TextFormat format, byte[] text, ByteBudget.Share share) {
        return JsonAnswer.of(http, text.length, share, () -> text)
                .map(answer -> Response.fromResponse(answer.toResponse())
                        .type(format.mediaType())
                        .build());
    }

    private Uni<byte[]> made(Scrape scrape, String person) {
        ManagementPort viewer = gate.port(new Person(person, Roles.VIEWER::equals));
        ByteBudget.Share room = writing.open(person);
        return viewer.call(scrape.call(rules.requests()))
                .chain(answer -> LargeWork.of(
                        size(answer), () -> ScrapedAnswer.write(scrape, answer, rules, config.maxSeries(), room)))
                .onTermination()
                .invoke(room::close);
    }

    private static long size(UnifiedAnswer answer) {
        return answer.outcomes().stream()
                .map(Outcome::responses)
                .flatMap(Optional::stream)
                .flatMap(responses -> responses.stream())
                .mapToLong(RawJson::length)
                .sum();
    }
}
