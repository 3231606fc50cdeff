package io.farspan.e2e;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

import io.farspan.local.lambda.LambdaHost;
import io.farspan.local.stack.LocalStack;
import io.farspan.protocol.token.CallClaims;
import io.farspan.protocol.token.SigningKey;
import io.farspan.provider.map.FunctionEndpoint;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.LocationMapProvider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

/** Unified calls over the packaged Lambda, the packaged Azure function app and the private-datacenter function. */
@ExtendWith(StackFixture.class)
class MainJobIT {

    private static final String BODY =
            "{\"application\":\"shop\",\"instances\":\"all\",\"requests\":[{\"type\":\"version\"}],\"deadlineMs\":3000}";

    private LocalStack stack;
    private Api api;

    @BeforeEach
    void use(LocalStack shared) {
        stack = shared;
        api = new Api(shared);
    }

    @Test
    void everyInstanceOfThreeLocationsAnswersInOneCall() {
        api.call("shop", "{\"requests\":[" + Api.HEAP + "],\"unify\":[\"sum\",\"min\"],\"deadlineMs\":20000}")
                .statusCode(200)
                .body("partial", equalTo(false))
                .body("functionCalls", equalTo(3))
                .body("outcomes", hasSize(6))
                .body("outcomes.responses.flatten().value.used", everyItem(greaterThan(1_000_000)))
                .body("unified[0].sum.used", greaterThan(6_000_000));
    }

    @Test
    void actionsComeToOneAnswerOverInstancesOfThreeLocations() {
        // when
        String threads = begin("{\"action\":\"threads\"}");
        String histogram = begin("{\"action\":\"histogram\"}");

        // then
        ended(threads)
                .body("state", equalTo("DONE"))
                .body("progress.answered", equalTo(6))
                .body("merged.instances", equalTo(6))
                .body("merged.stacks.says", hasItem(containsString("on 6 of 6 instances")));
        ended(histogram)
                .body("state", equalTo("DONE"))
                .body("progress.answered", equalTo(6))
                .body("merged.classes.find { it.class == 'java.lang.String' }.instances", equalTo(6));
    }

    private String begin(String body) {
        return api.as("operator")
                .body(body)
                .post("/api/v1/applications/shop/actions")
                .then()
                .statusCode(202)
                .extract()
                .header("Location");
    }

    private ValidatableResponse ended(String location) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> api.as("operator").get(location).jsonPath().get("merged") != null);
        return api.as("operator").get(location).then().statusCode(200);
    }

    @Test
    void anUnmodifiedKafkaBrokerCanBeManagedToo() {
        api.call(
                        "kafka",
                        "{\"requests\":[{\"type\":\"read\",\"mbean\":\"kafka.server:type=KafkaServer,name=BrokerState\"},"
                                + "{\"type\":\"read\",\"mbean\":\"kafka.server:type=app-info,*\"},"
                                + "{\"type\":\"search\",\"mbean\":\"kafka.server:type=BrokerTopicMetrics,*\"},"
                                + "{\"type\":\"list\"}],\"unify\":[\"merge\"],\"deadlineMs\":20000}")
                .statusCode(200)
                .body("functionCalls", equalTo(1))
                .body("outcomes[0].instance", equalTo("dc1/broker-1"))
                .body("outcomes[0].responses[0].value.Value", equalTo(3))
                .body("outcomes[0].responses.status", everyItem(equalTo(200)))
                .body("unified[2].merge", hasItem(containsString("BytesInPerSec")));
    }

    @Test
    void theKafkaPolicyLetsOperatorsSetLogLevels() {
        kafka("operator", "setLogLevel", "\"kafka.server.ReplicaManager\",\"WARN\"")
                .statusCode(200)
                .body("outcomes[0].responses[0].value", equalTo(true));
        kafka("viewer", "getLogLevel", "\"kafka.server.ReplicaManager\"")
                .statusCode(200)
                .body("outcomes[0].responses[0].value", equalTo("WARN"));
        kafka("viewer", "setLogLevel", "\"kafka.server.ReplicaManager\",\"INFO\"")
                .statusCode(403)
                .body("code", equalTo("FORBIDDEN"));
    }

    private ValidatableResponse kafka(String user, String operation, String arguments) {
        return api.as(user)
                .body(
                        "{\"requests\":[{\"type\":\"exec\",\"mbean\":\"kafka:type=kafka.Log4jController\",\"operation\":\""
                                + operation + "\",\"arguments\":[" + arguments + "]}],\"deadlineMs\":20000}")
                .post("/api/v1/applications/kafka/calls")
                .then();
    }

    @Test
    void operationsAndOpenTypesWorkAcrossLocations() {
        api.call(
                        "shop",
                        "{\"requests\":[{\"type\":\"exec\",\"mbean\":\"shop:type=Orders\",\"operation\":\"place(long,int)\",\"arguments\":[250,4]},"
                                + "{\"type\":\"read\",\"mbean\":\"shop:type=Orders\",\"attribute\":[\"Statistics\",\"AcceptedBySize\"]}],"
                                + "\"unify\":[\"sum\"],\"deadlineMs\":20000}")
                .statusCode(200)
                .body("outcomes.responses.flatten().status", everyItem(equalTo(200)))
                .body("unified[0].sum", equalTo(24))
                .body("unified[1].sum.Statistics.count", greaterThan(23))
                .body("unified[1].sum.AcceptedBySize.small", greaterThan(23));
    }

    @Test
    void replicasShareOneBodyForListAndTheAnswerIsComplete() {
        api.call(
                        "shop",
                        "{\"select\":{\"locations\":[\"aws1\"]},\"requests\":[{\"type\":\"list\",\"path\":\"java.lang\"}],\"deadlineMs\":20000}")
                .statusCode(200)
                .body("outcomes[0].responses[0].value.'type=Memory'.attr.HeapMemoryUsage.rw", equalTo(false))
                .body("outcomes[1].responses[0].value.'type=Memory'.attr.HeapMemoryUsage.rw", equalTo(false))
                .body("outcomes[1].responses[0].timestamp", greaterThan(1_700_000_000));
    }

    @Test
    void anAnswerOfTenMegabytesCostsItsOwnOutcome() {
        api.call(
                        "shop",
                        "{\"select\":{\"instances\":[\"dc1/i-1\"]},\"requests\":[{\"type\":\"exec\",\"mbean\":\"shop:type=Troubles\",\"operation\":\"large\",\"arguments\":[10485760]}],\"deadlineMs\":20000}")
                .statusCode(200)
                .body("outcomes[0].problem.code", equalTo("INSTANCE_ANSWER_TOO_LARGE"));
        api.call("shop", "{\"select\":{\"locations\":[\"dc1\"]},\"requests\":[" + Api.HEAP + "]}")
                .body("partial", equalTo(false));
    }

    @ParameterizedTest
    @CsvSource({"dc1,1", "aws1," + LambdaHost.CONCURRENCY, "az1,1"})
    void everyFunctionRefusesWhatHomeDidNotSign(String location, int processes)
            throws IOException, InterruptedException {
        String token = token(stack.signingKey(), location, Instant.now());
        assertThat(code(location, Map.of())).isEqualTo("TOKEN_INVALID");
        assertThat(code(location, Map.of("Farspan-Token", token(SigningKey.generate(), location, Instant.now()))))
                .isEqualTo("TOKEN_INVALID");
        assertThat(code(
                        location,
                        Map.of(
                                "Farspan-Token",
                                token(
                                        stack.signingKey(),
                                        location,
                                        Instant.now().minusSeconds(90)))))
                .isEqualTo("TOKEN_EXPIRED");
        // Each process remembers only what it has seen itself, and the router's own calls may have started several.
        List<String> codes = new ArrayList<>();
        for (int i = 0; i <= processes; i++) {
            codes.add(code(location, Map.of("Farspan-Token", token)));
        }
        assertThat(codes).startsWith("").contains("TOKEN_REPLAYED").containsOnly("", "TOKEN_REPLAYED");
    }

    @Test
    void anInstanceAppearsAndDisappearsWithTheMap() {
        // given
        int port = api.as("viewer")
                .get("/api/v1/applications/shop/instances")
                .then()
                .statusCode(200)
                .extract()
                .path("instances.find { it.id == 'dc1/i-1' }.port");

        // when
        api.as("admin")
                .body("{\"id\":\"dc1/moved\",\"address\":\"127.0.0.1\",\"port\":" + port + "}")
                .post("/api/v1/applications/shop/instances")
                .then()
                .statusCode(201);

        // then
        String moved =
                "{\"select\":{\"instances\":[\"dc1/moved\"]},\"requests\":[" + Api.HEAP + "],\"deadlineMs\":10000}";
        api.call("shop", moved).body("outcomes[0].responses[0].status", equalTo(200));
        api.as("admin")
                .delete("/api/v1/applications/shop/instances/dc1/moved")
                .then()
                .statusCode(204);
        api.call("shop", moved).body("outcomes[0].problem.code", equalTo("INSTANCE_UNKNOWN"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "_home.shop~TXT~1~v=fs1;home=dc1;standby=aws1,az1;epoch=1;nonce=[0-9a-f]+;gen=[0-9]+",
                "_tool._tcp.shop~SRV~1~0 0 [0-9]+ router.dc1.map.farspan.test.",
                "_function._tcp.shop~PTR~3~_function._tcp.(aws1|az1|dc1).shop.map.farspan.test.",
                "_function._tcp.aws1.shop~SRV~1~0 0 [0-9]+ fn.aws1.map.farspan.test.",
                "_function._tcp.aws1.shop~TXT~1~v=fs1;path=;kind=lambda;tls=off;epoch=1",
                "_app._tcp.shop~SRV~3~0 33 443 lb.(aws1|az1|dc1).map.farspan.test.",
                "_weights.shop~TXT~1~v=fs1;epoch=1;aws1=33;az1=33;dc1=33",
                "s0.aws1.i.shop~TXT~1~v=fs1;r=[0-9]+\" \"i-1,127.0.0.1:[0-9]+,up.*"
            })
    void theMapsRecordsAreOnThePrintedServer(String name, String type, int count, String pattern) throws IOException {
        // given
        int colon = stack.dns().indexOf(':');
        SimpleResolver resolver = new SimpleResolver(new InetSocketAddress(
                stack.dns().substring(0, colon), Integer.parseInt(stack.dns().substring(colon + 1))));

        // when
        Message answer = resolver.send(Message.newQuery(
                Record.newRecord(Name.fromString(name + "." + LocalStack.ZONE + "."), Type.value(type), DClass.IN)));

        // then
        assertThat(answer.getSection(Section.ANSWER)).hasSize(count).allSatisfy(record -> assertThat(
                        record.rdataToString().replaceAll("^\"|\"$", ""))
                .matches(pattern));
    }

    private static String token(SigningKey key, String location, Instant issued) {
        return key.sign(new CallClaims(
                "shop",
                location,
                1,
                CallClaims.digest(BODY.getBytes()),
                issued.getEpochSecond(),
                issued.getEpochSecond() + 30,
                UUID.randomUUID().toString()));
    }

    /** The problem code in a function's answer, empty when it answers the call. */
    private String code(String location, Map<String, String> headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(function(location))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(BODY));
        headers.forEach(request::header);
        HttpResponse<String> response =
                HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());
        return new ObjectMapper().readTree(response.body()).path("code").asText();
    }

    private URI function(String location) {
        try (LocationMap map = LocationMapProvider.createFrom(stack.mapConfig())) {
            FunctionEndpoint endpoint = List.of(map.routes("shop")
                            .await()
                            .atMost(Duration.ofSeconds(5))
                            .functions()
                            .get(location))
                    .get(0);
            return URI.create("http://127.0.0.1:" + endpoint.port() + endpoint.path() + "/v1/call");
        }
    }
}
