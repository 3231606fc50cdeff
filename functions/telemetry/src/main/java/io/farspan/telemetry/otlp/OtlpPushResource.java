package io.farspan.telemetry.otlp;

import java.util.Optional;
import java.util.function.Function;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.security.Authenticated;
import io.smallrye.mutiny.Uni;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

import io.farspan.home.caller.Caller;
import io.farspan.protocol.stream.StreamName;
import io.farspan.telemetry.push.PushAccess;
import io.farspan.telemetry.push.PushTarget;
import io.farspan.telemetry.push.PushedBody;
import io.farspan.telemetry.push.PushedJson;
import io.farspan.telemetry.push.PushedStreams;
import io.farspan.telemetry.push.Pushes;

/** Where OpenTelemetry's exporters and collectors send logs and metrics. */
@Path("/v1")
@Authenticated
@Tag(name = "otlp", description = "OTLP over HTTP")
public class OtlpPushResource {

    private static final String PROTOBUF = "application/x-protobuf";
    private static final StreamName LOGS = new StreamName("push:otlp");
    private static final StreamName METRICS = new StreamName("push:otlp-metrics");

    private final PushAccess access;
    private final Pushes pushes;
    private final PushedStreams streams;

    OtlpPushResource(PushAccess access, Pushes pushes, PushedStreams streams) {
        this.access = access;
        this.pushes = pushes;
        this.streams = streams;
    }

    /** Takes logs as JSON. */
    @POST
    @Path("/logs")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Takes logs by OTLP",
            description =
                    "The caller needs the role push:APPLICATION/LOCATION, and says which in X-Scope-OrgID when they"
                            + " have several. The instance is what the first of the resource's attributes service.instance.id,"
                            + " k8s.pod.name, container.id, host.name and host.id says; the records become its stream push:otlp."
                            + " JSON or protobuf, also with gzip. After an answer of 429 or 5xx some may be stored already and"
                            + " come twice when they are sent again.")
    public Uni<byte[]> logsAsJson(
            byte[] body,
            @HeaderParam(HttpHeaders.CONTENT_ENCODING) Optional<String> coding,
            @HeaderParam(PushAccess.TENANT) Optional<String> tenant,
            @Context SecurityContext caller) {
        return logs(body, coding, tenant, caller, PushedJson::read).map(OtlpAnswer::json);
    }

    /** Takes logs as protobuf. */
    @POST
    @Path("/logs")
    @Consumes(PROTOBUF)
    @Produces(PROTOBUF)
    @Operation(summary = "Takes logs by OTLP, as an ExportLogsServiceRequest")
    public Uni<byte[]> logsAsProtobuf(
            byte[] body,
            @HeaderParam(HttpHeaders.CONTENT_ENCODING) Optional<String> coding,
            @HeaderParam(PushAccess.TENANT) Optional<String> tenant,
            @Context SecurityContext caller) {
        return logs(body, coding, tenant, caller, OtlpMessage::logs).map(OtlpAnswer::protobuf);
    }

    /** Takes metrics as JSON. */
    @POST
    @Path("/metrics")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Takes metrics by OTLP",
            description = "Gauges and cumulative sums of the instances, which are named as for logs.")
    public Uni<byte[]> metricsAsJson(
            byte[] body,
            @HeaderParam(HttpHeaders.CONTENT_ENCODING) Optional<String> coding,
            @HeaderParam(PushAccess.TENANT) Optional<String> tenant,
            @Context SecurityContext caller) {
        return metrics(body, coding, tenant, caller, PushedJson::read).map(OtlpAnswer::json);
    }

    /** Takes metrics as protobuf. */
    @POST
    @Path("/metrics")
    @Consumes(PROTOBUF)
    @Produces(PROTOBUF)
    @Operation(summary = "Takes metrics by OTLP, as an ExportMetricsServiceRequest")
    public Uni<byte[]> metricsAsProtobuf(
            byte[] body,
            @HeaderParam(HttpHeaders.CONTENT_ENCODING) Optional<String> coding,
            @HeaderParam(PushAccess.TENANT) Optional<String> tenant,
            @Context SecurityContext caller) {
        return metrics(body, coding, tenant, caller, OtlpMessage::metrics).map(OtlpAnswer::protobuf);
    }

    private Uni<OtlpAnswer> logs(
            byte[] body,
            Optional<String> coding,
            Optional<String> tenant,
            SecurityContext caller,
            Function<byte[], JsonNode> parse) {
        PushTarget target = access.require(tenant);
        return pushes.take(
                        Caller.name(caller),
                        target,
                        () -> PushedBody.plain(body, coding),
                        plain -> OtlpLogs.read(target, parse.apply(plain)),
                        logs -> streams.append(target, LOGS, logs))
                .map(logs -> new OtlpAnswer(OtlpAnswer.LOGS, logs.refused(), logs.why()));
    }

    private Uni<OtlpAnswer> metrics(
            byte[] body,
            Optional<String> coding,
            Optional<String> tenant,
            SecurityContext caller,
            Function<byte[], JsonNode> parse) {
        PushTarget target = access.require(tenant);
        return pushes.take(
                        Caller.name(caller),
                        target,
                        () -> PushedBody.plain(body, coding),
                        plain -> OtlpMetrics.read(target, parse.apply(plain)),
                        metrics -> streams.append(target, METRICS, metrics))
                .map(metrics -> new OtlpAnswer(OtlpAnswer.POINTS, metrics.refused(), metrics.why()));
    }
}
