package io.farspan.router.gate;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.router.fixture.RouterFixture;

import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.farspan.router.fixture.RouterRequests.CALLS;
import static io.farspan.router.fixture.RouterRequests.SHOP;
import static io.farspan.router.fixture.RouterRequests.as;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

/** The gate under attempts to get past it. */
@QuarkusTest
@WithTestResource(value = RouterFixture.class, scope = TestResourceScope.MATCHING_RESOURCES)
class PolicyApiTest {

    private static final String LOAD = "{\"type\":\"exec\",\"mbean\":\"%s\",\"operation\":\"jvmtiAgentLoad\","
            + "\"arguments\":[[\"/tmp/x.so\"]]}";

    @BeforeEach
    void reset() {
        RouterFixture.reset();
    }

    /** The router reads the file at an interval of its own: the next test must not meet this one's policy. */
    @AfterEach
    void policyAsItWas() throws IOException {
        RouterFixture.writePolicy(RouterFixture.POLICY);
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> check("operator")
                .body("findings[0].allowed", equalTo(false))
                .body("trouble", nullValue()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "com.sun.management:type=DiagnosticComman*",
                "com.sun.management:type=DiagnosticCommand,*",
                "com.sun*:*"
            })
    void aPatternIsJudgedByTheNamesItMatches(String pattern) {
        // given
        RouterFixture.answer(
                RouterFixture.AWS,
                "aws1",
                "i-1",
                "{\"status\":200,\"value\":[\"com.sun.management:type=DiagnosticCommand\"]}");

        // when
        as("operator")
                .body("{\"select\":{\"instances\":[\"aws1/i-1\"]},\"requests\":[" + LOAD.formatted(pattern) + "]}")
                .post(CALLS)
                .then()
                .statusCode(403)
                .body("code", equalTo("OPERATION_DENIED"))
                .body("detail", containsString("com.sun.management:type=DiagnosticCommand#jvmtiAgentLoad"));

        // then
        RouterFixture.AWS.verify(
                0, postRequestedFor(urlEqualTo("/v1/call")).withRequestBody(containing("jvmtiAgentLoad")));
    }

    @ParameterizedTest
    @CsvSource({
        "com.sun.management:type=DiagnosticCommand,compilerPerfmap",
        "com.sun.management:type=DiagnosticCommand,vmSetFlag",
        "com.sun.management:type=HotSpotDiagnostic,setVMOption",
        "Catalina:type=MBeanFactory,createStandardHost",
        "Users:database=UserDatabase\\,type=UserDatabase,createUser",
        "Users:type=UserDatabase,createRole"
    })
    void loadersAndFileWritersAreDeniedEvenToAdmins(String name, String operation) {
        for (String path : new String[] {"/jolokia/shop/aws1/i-1", "/jolokia/shop"}) {
            as("admin")
                    .body("{\"type\":\"exec\",\"mbean\":\"" + name.replace("\\", "") + "\",\"operation\":\"" + operation
                            + "\"}")
                    .post(path)
                    .then()
                    .statusCode(200)
                    .body("status", equalTo(403))
                    .body("problem.code", equalTo("OPERATION_DENIED"));
        }
        RouterFixture.AWS.verify(0, postRequestedFor(urlEqualTo("/v1/call")).withRequestBody(containing(operation)));
    }

    @Test
    void aProviderBeforeTheNameGetsNobodyPastAnInstancesDenialOrIntoTheApplication() {
        // given
        String load = LOAD.formatted("jmx@com.sun.management:type=DiagnosticCommand");

        // when, then
        as("admin")
                .body(load)
                .post("/jolokia/shop/aws1/i-1")
                .then()
                .statusCode(200)
                .body("status", equalTo(403))
                .body("problem.code", equalTo("OPERATION_DENIED"));
        as("admin").body(load).post("/jolokia/shop").then().statusCode(200).body("status", equalTo(400));
        RouterFixture.AWS.verify(
                0, postRequestedFor(urlEqualTo("/v1/call")).withRequestBody(containing("jvmtiAgentLoad")));
    }

    @Test
    void anAccessLogCannotBeTurnedIntoAJspPage() {
        String valve = "Catalina:type=Valve,host=localhost,name=AccessLogValve";
        for (String request : new String[] {
            "{\"type\":\"write\",\"mbean\":\"" + valve + "\",\"attribute\":\"pattern\",\"value\":\"<% %>\"}",
            "{\"type\":\"exec\",\"mbean\":\"" + valve
                    + "\",\"operation\":\"rotate(java.lang.String)\",\"arguments\":[\"webapps/ROOT/x.jsp\"]}"
        }) {
            as("operator")
                    .body("{\"requests\":[" + request + "]}")
                    .post(CALLS)
                    .then()
                    .statusCode(403)
                    .body("code", equalTo("OPERATION_DENIED"));
        }
    }

    @Test
    void aWriteThatAlsoNamesAnOperationIsRefused() {
        as("operator")
                .body("[{\"type\":\"write\",\"mbean\":\"shop:type=Orders\",\"attribute\":\"Open\",\"value\":1,"
                        + "\"operation\":\"harmless\"}]")
                .post("/jolokia/shop/aws1/i-1")
                .then()
                .statusCode(200)
                .body("[0].status", equalTo(400))
                .body("[0].error", containsString("operation"));
    }

    @Test
    void aGrantedRequestIsSentInItsCanonicalForm() {
        as("operator")
                .body("{\"select\":{\"instances\":[\"aws1/i-1\"]},\"requests\":[{\"type\":\"EXEC\",\"extra\":1,"
                        + "\"mbean\":\"shop:type=Orders\",\"operation\":\"place(long)\",\"arguments\":[1]}]}")
                .post(CALLS)
                .then()
                .statusCode(200);
        RouterFixture.AWS.verify(postRequestedFor(urlEqualTo("/v1/call"))
                .withRequestBody(
                        containing("{\"type\":\"exec\",\"mbean\":\"shop:type=Orders\",\"operation\":\"place(long)\","
                                + "\"arguments\":[1]}")));
    }

    @Test
    void viewersSeeNeitherSecretsNorAggregatesOfThem() {
        RouterFixture.answer(
                RouterFixture.AWS,
                "aws1",
                "i-1",
                "{\"status\":200,\"value\":{\"password\":\"hunter2\",\"user\":\"u\"}}");
        String call = "{\"select\":{\"instances\":[\"aws1/i-1\"]},\"unify\":[\"merge\"],"
                + "\"requests\":[{\"type\":\"read\",\"mbean\":\"shop:type=Database\"}]}";

        as("viewer")
                .body(call)
                .post(CALLS)
                .then()
                .body(not(containsString("hunter2")))
                .body(containsString("***"));
        as("viewer")
                .accept("application/x-ndjson")
                .body(call)
                .post(CALLS)
                .then()
                .body(not(containsString("hunter2")));
        as("admin").body(call).post(CALLS).then().body(containsString("hunter2"));
    }

    @Test
    void aPolicyCheckPredictsTheOutcomeAndSendsNothing() {
        as("operator")
                .body("{\"requests\":[{\"type\":\"exec\",\"mbean\":\"java.lang:type=Memory\",\"operation\":\"gc\"},"
                        + "{\"type\":\"exec\",\"mbean\":\"shop:type=Cache\",\"operation\":\"clear\"},"
                        + "{\"type\":\"exec\",\"mbean\":\"shop:type=*\",\"operation\":\"clear\"},"
                        + "{\"type\":\"read\"}]}")
                .post(SHOP + "/policy/check")
                .then()
                .statusCode(200)
                .body("findings.allowed", equalTo(Arrays.asList(true, false, null, false)))
                .body("findings[0].grant", containsString("operator exec * java.lang:type=Memory#gc"))
                .body(
                        "findings[1].problem.detail",
                        containsString("In the policy, which an admin can change, the line"
                                + " 'operator exec shop shop:type=Cache#clear' grants it."))
                .body("findings[2].expanded", equalTo(true))
                .body("findings[2].candidates", hasItem(containsString("shop:type=Orders#*")))
                .body("findings[3].problem.code", equalTo("MALFORMED_REQUEST"))
                .body("trouble", nullValue());
        RouterFixture.AWS.verify(0, postRequestedFor(urlEqualTo("/v1/call")));
        check("admin")
                .body(
                        "findings[0].problem.detail",
                        matchesPattern(
                                ".* In /.*policy the line 'operator exec shop shop:type=Cache#clear' grants it\\."));
        as("viewer")
                .body("{\"role\":\"admin\",\"requests\":[{\"type\":\"version\"}]}")
                .post(SHOP + "/policy/check")
                .then()
                .statusCode(403);
    }

    @Test
    void aChangedPolicyFileIsAppliedAndRecordedAndAMalformedOneIsIgnored() throws IOException {
        // when
        RouterFixture.writePolicy(RouterFixture.POLICY + "operator exec shop shop:type=Cache#clear\n");

        // then
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> check("operator").body("findings[0].allowed", equalTo(true)));
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> as("viewer")
                .get(SHOP + "/ledger?kind=policy")
                .then()
                .body("entries.entry.what", hasItem(containsString("1 lines added"))));

        // when
        RouterFixture.writePolicy("operator exec shop nonsense\n");

        // then
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> check("admin")
                .body("trouble", containsString("line 1"))
                .body("findings[0].allowed", equalTo(true)));
        check("operator").body("trouble", not(containsString("line 1")));
        as("operator")
                .body("{\"requests\":[{\"type\":\"exec\",\"mbean\":\"shop:type=Cache\",\"operation\":\"other\"}]}")
                .post(SHOP + "/calls")
                .then()
                .statusCode(403)
                .body("detail", containsString("its present content is invalid"));
    }

    @Test
    void adminsCanReadTheGrantsInForce() {
        as("admin")
                .get(SHOP + "/policy")
                .then()
                .statusCode(200)
                .body("$", hasItem("operator exec * java.lang:type=Memory#gc"));
        as("operator").get(SHOP + "/policy").then().statusCode(403).body("code", notNullValue());
    }

    @Test
    void aBulkOfDeniedAndAllowedRequestsIsAnsweredOneByOne() {
        RouterFixture.answer(RouterFixture.AWS, "aws1", "i-1", "{\"status\":200,\"value\":1}");
        as("viewer")
                .body("[{\"type\":\"read\",\"mbean\":\"a:b=c\",\"attribute\":\"x\"}," + LOAD.formatted("a:b=c") + "]")
                .post("/jolokia/shop/aws1/i-1")
                .then()
                .statusCode(200)
                .body("$", hasSize(2))
                .body("[0].value", equalTo(1))
                .body("[1].status", equalTo(403));
    }

    private static io.restassured.response.ValidatableResponse check(String user) {
        return as(user).body(
                        "{\"requests\":[{\"type\":\"exec\",\"mbean\":\"shop:type=Cache\",\"operation\":\"clear\"}]}")
                .post(SHOP + "/policy/check")
                .then();
    }
}
