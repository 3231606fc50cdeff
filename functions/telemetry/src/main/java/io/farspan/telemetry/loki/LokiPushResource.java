package io.farspan.telemetry.loki;

import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;

import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.farspan.home.caller.Caller;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.stream.StreamName;
import io.farspan.telemetry.push.PushAccess;
import io.farspan.telemetry.push.PushTarget;
import io.farspan.telemetry.push.PushedBody;
import io.farspan.telemetry.push.PushedLogs;
import io.farspan.telemetry.push.PushedStreams;
import io.farspan.telemetry.push.Pushes;
import io.farspan.telemetry.wire.Snappy;

/** Where Loki's clients push. */
@Path("/loki/api/v1/push")
@Authenticated
@Tag(name = "loki")
public class LokiPushResource {

    private static final StreamName STREAM = new StreamName("push:loki");

    private final PushAccess access;
    private final Pushes pushes;
    private final PushedStreams streams;

    LokiPushResource(PushAccess access, Pushes pushes, PushedStreams streams) {
        this.access = access;
        this.pushes = pushes;
        this.streams = streams;
    }

    /** Takes JSON, also with gzip. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Takes lines from Loki's clients",
            description =
                    "The caller needs the role push:APPLICATION/LOCATION, and says which in X-Scope-OrgID when they"
                            + " have several. The instance is what the first of the labels instance, pod, host, hostname, node and"
                            + " nodename says; the lines become its stream push:loki. 204 when all are durable. After any other"
                            + " answer than 400 some may be stored already and come twice when they are sent again.")
    public Uni<Void> json(
            byte[] body,
            @HeaderParam(HttpHeaders.CONTENT_ENCODING) Optional<String> coding,
            @HeaderParam(PushAccess.TENANT) Optional<String> tenant,
            @Context SecurityContext caller) {
        return take(caller, tenant, () -> PushedBody.plain(body, coding), LokiPush::json);
    }

    /** Takes snappy-compressed protobuf, as most clients send it. */
    @POST
    @Consumes("application/x-protobuf")
    @Operation(summary = "Takes lines from Loki's clients, as a logproto.PushRequest compressed by snappy")
    public Uni<Void> protobuf(
            byte[] body, @HeaderParam(PushAccess.TENANT) Optional<String> tenant, @Context SecurityContext caller) {
        return take(caller, tenant, () -> Snappy.decompress(body, PushedBody.MOST), LokiPush::protobuf);
    }

    private Uni<Void> take(
            SecurityContext caller,
            Optional<String> tenant,
            Supplier<byte[]> body,
            BiFunction<PushTarget, byte[], PushedLogs> read) {
        PushTarget target = access.require(tenant);
        return pushes.take(
                        Caller.name(caller),
                        target,
                        body,
                        plain -> read.apply(target, plain),
                        logs -> streams.append(target, STREAM, logs))
                .invoke(LokiPushResource::requireAll)
                .replaceWithVoid();
    }

    /** Loki's clients do not send again what is answered with 400. */
    private static void requireAll(PushedLogs logs) {
        logs.why().ifPresent(why -> {
            throw new FarspanException(
                    ProblemCode.MALFORMED_REQUEST,
                    logs.refused() + " entries are refused, the first because " + why + ". The others are stored.");
        });
    }
}
