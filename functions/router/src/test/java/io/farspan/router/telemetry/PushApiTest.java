package io.farspan.router.telemetry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import org.junit.jupiter.api.Test;

import io.farspan.router.fixture.CollectingRouter;
import io.farspan.router.fixture.RouterDatabase;
import io.farspan.router.fixture.RouterFixture;
import io.farspan.telemetry.wire.ProtoWriter;
import io.farspan.telemetry.wire.Snappy;

import static io.farspan.router.fixture.RouterRequests.as;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

/** Telemetry that the router is sent, of an application that no other test counts the records of. */
@QuarkusTest
@WithTestResource(value = RouterFixture.class, scope = TestResourceScope.MATCHING_RESOURCES)
@WithTestResource(value = RouterDatabase.class, scope = TestResourceScope.MATCHING_RESOURCES)
@TestProfile(CollectingRouter.class)
class PushApiTest {

    private static final String PUSH = "/loki/api/v1/push";
    private static final String LOGS = "/v1/logs";
    private static final String TENANT = "X-Scope-OrgID";

    private final long now = TimeUnit.MILLISECONDS.toNanos(Instant.now().toEpochMilli());
    private final String host = "h-" + UUID.randomUUID().toString().substring(0, 8);

    @Test
    void whatLokisClientsPushIsReadLikeWhatIsCollected() {
        // when
        as("pusher").body(lines("pushed as JSON")).post(PUSH).then().statusCode(204);
        as("pusher")
                .header("Content-Encoding", "gzip")
                .body(zip(lines("pushed with gzip")))
                .post(PUSH)
                .then()
                .statusCode(204);
        protobuf("pusher")
                .body(snappyLine("pushed as protobuf"))
                .post(PUSH)
                .then()
                .statusCode(204);

        // then
        as("viewer")
                .get("/api/v1/applications/secure/logs?instance=az1/" + host)
                .then()
                .statusCode(200)
                .body(containsString("pushed as JSON"))
                .body(containsString("pushed with gzip"))
                .body(containsString("pushed as protobuf"))
                .body(containsString("\"stream\":\"push:loki\""));
    }

    @Test
    void whatExportersSendIsReadLikeWhatIsCollected() {
        // given
        ProtoWriter text = new ProtoWriter();
        text.text(1, "by OTLP as protobuf");
        ProtoWriter record = new ProtoWriter();
        record.fixed(1, now);
        record.message(5, text);
        ProtoWriter scope = new ProtoWriter();
        scope.message(2, record);
        ProtoWriter logs = new ProtoWriter();
        logs.message(1, resource());
        logs.message(2, scope);
        ProtoWriter request = new ProtoWriter();
        request.message(1, logs);

        // when
        as("pusher")
                .body(otlp("by OTLP as JSON"))
                .post(LOGS)
                .then()
                .statusCode(200)
                .body(equalTo("{}"));
        protobuf("pusher")
                .header("Content-Encoding", "gzip")
                .body(zip(request.toBytes()))
                .post(LOGS)
                .then()
                .statusCode(200)
                .contentType("application/x-protobuf")
                .body(is(""));

        // then
        as("viewer")
                .get("/api/v1/applications/secure/logs?instance=az1/" + host)
                .then()
                .body(containsString("by OTLP as JSON"))
                .body(containsString("by OTLP as protobuf"));
    }

    @Test
    void metricsAreTakenAndWhatIsNotIsSaid() {
        as("pusher")
                .body(("{\"resourceMetrics\":[{\"resource\":{\"attributes\":[" + named()
                        + "]},\"scopeMetrics\":[{\"metrics\":["
                        + "{\"name\":\"nginx.up\",\"gauge\":{\"dataPoints\":[{\"asInt\":\"1\",\"timeUnixNano\":\"" + now
                        + "\"}]}},{\"name\":\"x\",\"summary\":{\"dataPoints\":[{}]}}]}]}]}"))
                .post("/v1/metrics")
                .then()
                .statusCode(200)
                .body("partialSuccess.rejectedDataPoints", equalTo("1"))
                .body("partialSuccess.errorMessage", containsString("no summary"));
        as("viewer")
                .get("/api/v1/applications/secure/metrics?name=nginx.up&instance=az1/" + host)
                .then()
                .statusCode(200)
                .body(containsString(host));
    }

    @Test
    void onlyWhoHasTheRolePushesAndOnlyForWhatItNames() {
        for (String user : new String[] {"viewer", "operator", "agent"}) {
            as(user).body(lines("x")).post(PUSH).then().statusCode(403).body("code", equalTo("FORBIDDEN"));
        }
        given().contentType("application/json")
                .body(lines("x"))
                .post(LOGS)
                .then()
                .statusCode(401);
        as("pusher")
                .header(TENANT, "secure/az1")
                .body(lines("x"))
                .post(PUSH)
                .then()
                .statusCode(204);
        as("pusher")
                .header(TENANT, "shop/az1")
                .body(lines("x"))
                .post(PUSH)
                .then()
                .statusCode(403);
        as("admin").body(lines("x")).post(PUSH).then().statusCode(400).body("detail", containsString(TENANT));
        as("admin")
                .header(TENANT, "other/az1")
                .body(lines("x"))
                .post(PUSH)
                .then()
                .statusCode(404);
        as("admin")
                .header(TENANT, "secure/aws1")
                .body(lines("x"))
                .post(PUSH)
                .then()
                .statusCode(204);
        as("pusher").get("/api/v1/applications/secure/logs").then().statusCode(403);
    }

    @Test
    void whatMakesNoSenseIsRefusedAndNotSentAgain() {
        as("pusher").body("{").post(PUSH).then().statusCode(400);
        as("pusher")
                .body("{\"streams\":[{\"stream\":{\"job\":\"x\"},\"values\":[[\"1\",\"nobody's\"]]}]}")
                .post(PUSH)
                .then()
                .statusCode(400)
                .body("detail", containsString("hostname"));
        protobuf("pusher").body(new byte[] {1, 2, 3}).post(PUSH).then().statusCode(400);
        protobuf("pusher").body(new byte[] {10, 9, 1}).post(LOGS).then().statusCode(400);
        as("pusher")
                .header("Content-Encoding", "gzip")
                .body("{}")
                .post(LOGS)
                .then()
                .statusCode(400);
        as("pusher")
                .header("Content-Encoding", "br")
                .body("{}")
                .post(LOGS)
                .then()
                .statusCode(415);
        as("pusher")
                .header("Content-Encoding", "gzip")
                .body(zip(new byte[5 << 20]))
                .post(LOGS)
                .then()
                .statusCode(413);
        as("pusher").contentType("text/plain").body("{}").post(PUSH).then().statusCode(415);
        as("viewer").get("/api/v1/applications/secure/logs?text=nobody").then().body(not(containsString("nobody's")));
    }

    private static RequestSpecification protobuf(String user) {
        return given().auth()
                .preemptive()
                .basic(user, "secret")
                .config(RestAssuredConfig.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .encodeContentTypeAs("application/x-protobuf", ContentType.BINARY)))
                .contentType("application/x-protobuf");
    }

    private byte[] lines(String line) {
        return ("{\"streams\":[{\"stream\":{\"host\":\"" + host + "\"},\"values\":[[\"" + now + "\",\"" + line
                        + "\"]]}]}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private byte[] snappyLine(String line) {
        ProtoWriter time = new ProtoWriter();
        time.number(1, TimeUnit.NANOSECONDS.toSeconds(now));
        ProtoWriter entry = new ProtoWriter();
        entry.message(1, time);
        entry.text(2, line);
        ProtoWriter stream = new ProtoWriter();
        stream.text(1, "{host=\"" + host + "\"}");
        stream.message(2, entry);
        ProtoWriter request = new ProtoWriter();
        request.message(1, stream);
        return Snappy.compress(request.toBytes());
    }

    private ProtoWriter resource() {
        ProtoWriter value = new ProtoWriter();
        value.text(1, host);
        ProtoWriter attribute = new ProtoWriter();
        attribute.text(1, "host.name");
        attribute.message(2, value);
        ProtoWriter resource = new ProtoWriter();
        resource.message(1, attribute);
        return resource;
    }

    private String named() {
        return "{\"key\":\"host.name\",\"value\":{\"stringValue\":\"" + host + "\"}}";
    }

    private String otlp(String text) {
        return "{\"resourceLogs\":[{\"resource\":{\"attributes\":[" + named()
                + "]},\"scopeLogs\":[{\"logRecords\":[{\"timeUnixNano\":\"" + now + "\",\"body\":{\"stringValue\":\""
                + text
                + "\"}}]}]}]}";
    }

    private static byte[] zip(byte[] plain) {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return zipped.toByteArray();
    }
}
