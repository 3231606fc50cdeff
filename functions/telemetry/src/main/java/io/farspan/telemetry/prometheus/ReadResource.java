package io.farspan.telemetry.prometheus;

import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.SecurityContext;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

import io.farspan.home.caller.Caller;
import io.farspan.home.caller.Person;
import io.farspan.home.caller.Roles;
import io.farspan.home.gate.Gate;
import io.farspan.home.http.JsonAnswer;
import io.farspan.home.http.UnsentAnswers;
import io.farspan.home.work.ByteBudget;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.access.MetricTurns;
import io.farspan.telemetry.access.TelemetryAccess;
import io.farspan.telemetry.store.MetricStore;
import io.farspan.telemetry.wire.Snappy;

/** What Prometheus reads remotely. */
@Path("/api/v1/read")
@Consumes(ReadResource.PROTOBUF)
@Produces(ReadResource.PROTOBUF)
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.ADMIN})
@Tag(name = "telemetry")
public class ReadResource {

    static final String PROTOBUF = "application/x-protobuf";

    private static final String CHUNKS = "application/x-streamed-protobuf; proto=prometheus.ChunkedReadResponse";

    /** The most bytes of a request, uncompressed. */
    private static final int LARGEST = 1 << 20;

    /** About the most bytes of an answer while it is put together. */
    private static final long MOST_BYTES = 40L << 20;

    /** The part of it that is the answer itself; the rest is what it is copied to. */
    private static final long MOST_OF_ANSWER = MOST_BYTES * 3 / 5;

    private final ReadAnswers answers;
    private final Gate gate;
    private final UnsentAnswers unsent;
    private final TelemetryAccess access;
    private final MetricTurns turns;

    ReadResource(
            MetricStore store,
            Gate gate,
            UnsentAnswers unsent,
            TelemetryAccess access,
            MetricTurns turns,
            ReadConfig config) {
        this.answers = new ReadAnswers(store, Set.copyOf(config.externalLabels().orElse(List.of())), MOST_OF_ANSWER);
        this.gate = gate;
        this.unsent = unsent;
        this.access = access;
        this.turns = turns;
    }

    /** Answers a request. */
    @POST
    @Operation(
            summary = "Prometheus' remote read over the stored metrics of all applications",
            description = "A prometheus.ReadRequest, compressed by snappy; the answer is a ReadResponse, compressed by"
                    + " snappy, or a stream of ChunkedReadResponse, as the request accepts. Names are OpenTelemetry's in"
                    + " Prometheus' form, labels are application, location, instance and the attributes. At most 10,000"
                    + " series and 1,000,000 samples.")
    public Uni<RestResponse<Object>> read(@Context RoutingContext http, byte[] body, @Context SecurityContext caller) {
        List<String> applications = access.applications();
        Person person = Caller.of(caller);
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
                        () -> answer(body, applications, gate.plugins(person).view())))
                .map(answer -> {
                    share.resize(answer.body().length);
                    boolean samples = answer.type() == ResponseType.SAMPLES;
                    String coding = samples ? "snappy" : "identity";
                    RestResponse<Object> response = JsonAnswer.ready(http, answer.body(), coding);
                    response.getHeaders().putSingle(HttpHeaders.CONTENT_TYPE, samples ? PROTOBUF : CHUNKS);
                    return response;
                });
    }

    /**
     * An answer.
     *
     * @param type its form
     * @param body its bytes
     */
    private record Answer(ResponseType type, byte[] body) {}

    /** Reads the request here, in its turn: what it unpacks to and compiles is much more than what was sent. */
    private Answer answer(byte[] body, List<String> applications, UnaryOperator<RawJson> view) {
        ReadRequest request = ReadRequest.read(Snappy.decompress(body, LARGEST));
        return new Answer(request.type(), answers.answer(request, applications, view));
    }
}
