package io.farspan.router.plugin;

import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.farspan.router.fixture.RouterFixture;
import io.farspan.router.fixture.RouterRequests;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.exactly;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.farspan.router.fixture.RouterRequests.SHOP;
import static io.farspan.router.fixture.RouterRequests.viewer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

/** Plugins of functions as tools call them. aws1 has three, az1 two of them. */
@QuarkusTest
@WithTestResource(value = RouterFixture.class, scope = TestResourceScope.MATCHING_RESOURCES)
class PluginApiTest {

    private static final String HEAP =
            "{\"name\":\"heap\",\"version\":\"1.0\",\"role\":\"viewer\",\"changesState\":false}";
    private static final String DUMP =
            "{\"name\":\"dump\",\"version\":\"1.0\",\"role\":\"viewer\",\"changesState\":false}";
    private static final String ACTS =
            "{\"name\":\"acts\",\"version\":\"2.0\",\"role\":\"operator\",\"changesState\":true}";

    @BeforeEach
    void reset() {
        RouterFixture.reset();
        lists(RouterFixture.AWS, "aws1", HEAP + "," + DUMP + "," + ACTS);
        lists(RouterFixture.AZURE, "az1", DUMP + "," + ACTS);
    }

    @Test
    void eachLocationsPluginsAreListed() {
        viewer().get(SHOP + "/plugins")
                .then()
                .statusCode(200)
                .body("locations.location", equalTo(List.of("aws1", "az1")))
                .body("locations[0].plugins.name", equalTo(List.of("heap", "dump", "acts")))
                .body("locations[1].plugins.role", equalTo(List.of("viewer", "operator")));
    }

    @Test
    void aLocationThatLacksThePluginIsOneOutcomeWithAProblem() {
        // given
        answers(RouterFixture.AWS, "aws1", "heap", "{\"used\":10}");

        // when
        plugin("viewer", "heap", "{\"body\":{\"a\":1}}")
                .statusCode(200)
                .body("partial", equalTo(true))
                .body("functionCalls", equalTo(1))
                .body("versions.aws1", equalTo("1.0"))
                .body("outcomes", hasSize(2))
                .body("outcomes[0].value.used", equalTo(10))
                .body("outcomes[1].location", equalTo("az1"))
                .body("outcomes[1].problem.code", equalTo("PLUGIN_UNKNOWN"));

        // then: signed for this plugin, and judged as one that a viewer may call
        var sent = RouterFixture.AWS.findAll(postRequestedFor(urlEqualTo("/v1/plugins/heap"))
                .withRequestBody(
                        matchingJsonPath("$.role", com.github.tomakehurst.wiremock.client.WireMock.equalTo("viewer")))
                .withRequestBody(matchingJsonPath("$.body.a")));
        assertThat(sent).hasSize(1);
        String claims = new String(
                Base64.getUrlDecoder()
                        .decode(sent.get(0).getHeader("Farspan-Token").split("\\.")[1]),
                UTF_8);
        assertThat(claims).contains("\"path\":\"/v1/plugins/heap\"");
    }

    @Test
    void whoLacksTheRoleIsRefusedBeforeAnythingIsSent() {
        plugin("viewer", "acts", "{}")
                .statusCode(403)
                .body("code", equalTo("FORBIDDEN"))
                .body("detail", containsString("needs the role operator, which viewer lacks"));
        RouterFixture.AWS.verify(exactly(0), postRequestedFor(urlEqualTo("/v1/plugins/acts")));
        RouterFixture.AZURE.verify(exactly(0), postRequestedFor(urlEqualTo("/v1/plugins/acts")));
    }

    @Test
    void whatTheCallerWasJudgedByGoesAlong() {
        // given
        answers(RouterFixture.AWS, "aws1", "acts", "1");
        answers(RouterFixture.AZURE, "az1", "acts", "2");

        // when
        plugin("operator", "acts", "{}")
                .statusCode(200)
                .body("partial", equalTo(false))
                .body("outcomes.value", equalTo(List.of(1, 2)));

        // then
        RouterFixture.AZURE.verify(
                exactly(1),
                postRequestedFor(urlEqualTo("/v1/plugins/acts"))
                        .withRequestBody(matchingJsonPath("$[?(@.changesState == true && @.role == 'operator')]")));
    }

    @Test
    void aPluginThatChangedMeanwhileIsLookedAtAgain() {
        // given
        viewer().get(SHOP + "/plugins").then().statusCode(200);
        RouterFixture.AWS.stubFor(post(urlEqualTo("/v1/plugins/heap"))
                .willReturn(aResponse()
                        .withStatus(409)
                        .withHeader("Content-Type", "application/problem+json")
                        .withHeader("Farspan-Time", "1")
                        .withBody("{\"type\":\"x\",\"title\":\"x\",\"status\":409,\"detail\":\"requires operator\","
                                + "\"code\":\"PLUGIN_CHANGED\",\"retryable\":true}")));

        // when
        plugin("viewer", "heap", "{\"select\":{\"locations\":[\"aws1\"]}}")
                .statusCode(200)
                .body("outcomes.problem.code", equalTo(List.of("PLUGIN_CHANGED")));
        RouterFixture.AWS.resetRequests();
        viewer().get(SHOP + "/plugins").then().statusCode(200);

        // then
        RouterFixture.AWS.verify(exactly(1), getRequestedFor(urlEqualTo("/v1/plugins")));
    }

    @Test
    void secretsInWhatAPluginAnswersAreMasked() {
        // given
        answers(
                RouterFixture.AWS,
                "aws1",
                "dump",
                "{\"password\":\"hunter2\",\"plain\":\"seen\",\"of\":[{\"request\":{\"type\":\"read\","
                        + "\"mbean\":\"a:b=c\",\"attribute\":\"ApiKey\"},\"value\":\"hunter3\",\"status\":200}]}");

        // then
        String select = "{\"select\":{\"locations\":[\"aws1\"]}}";
        plugin("viewer", "dump", select)
                .statusCode(200)
                .body("outcomes[0].value.plain", equalTo("seen"))
                .body("outcomes[0].value.password", equalTo("***"))
                .body("outcomes[0].value.of[0].value", equalTo("***"));
        plugin("admin", "dump", select).body("outcomes[0].value.password", equalTo("hunter2"));
    }

    @Test
    void aValueThatCannotBeSearchedForSecretsIsAProblemOfItsLocation() {
        // given
        answers(RouterFixture.AWS, "aws1", "dump", "{\"password\":1e99999999999}");
        answers(RouterFixture.AZURE, "az1", "dump", "5");

        // then
        plugin("viewer", "dump", "{}")
                .statusCode(200)
                .body("outcomes[0].problem.code", equalTo("FUNCTION_ANSWER_INVALID"))
                .body("outcomes[1].value", equalTo(5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "aws1/i-1          | ",
                "aws1/i-1 aws1/i-1 | FUNCTION_ANSWER_INVALID",
                "aws1/i-7          | FUNCTION_ANSWER_INVALID",
                "az1/i-1           | FUNCTION_ANSWER_INVALID"
            })
    void onlyInstancesThatWereNamedMayBeAnsweredForAndEachOnce(String answered, @Nullable String code) {
        // given
        String outcomes = Stream.of(answered.split(" "))
                .map("{\"location\":\"aws1\",\"instance\":\"%s\",\"tookMs\":1,\"value\":1}"::formatted)
                .collect(Collectors.joining(","));
        RouterFixture.AWS.stubFor(post(urlEqualTo("/v1/plugins/heap"))
                .withRequestBody(matchingJsonPath("$.instances[0]"))
                .willReturn(aResponse()
                        .withHeader("Content-Type", "application/json")
                        .withBody("{\"location\":\"aws1\",\"epoch\":1,\"version\":\"1.0\",\"outcomes\":[" + outcomes
                                + "]}")));

        // then
        plugin("viewer", "heap", "{\"select\":{\"instances\":[\"aws1/i-1\"]}}")
                .statusCode(200)
                .body("outcomes", hasSize(1))
                .body("outcomes[0].problem.code", equalTo(code));
    }

    @Test
    void onePluginIsShownInEachLocation() {
        viewer().get(SHOP + "/plugins/heap")
                .then()
                .statusCode(200)
                .body("plugin", equalTo("heap"))
                .body("locations.location", equalTo(List.of("aws1", "az1")))
                .body("locations[0].version", equalTo("1.0"))
                .body("locations[0].role", equalTo("viewer"))
                .body("locations[0].changesState", equalTo(false))
                .body("locations[1].version", nullValue())
                .body("locations[1].problem.code", equalTo("PLUGIN_UNKNOWN"));
    }

    @Test
    void aPluginThatNoLocationHasIsNotFound() {
        viewer().get(SHOP + "/plugins/nothing")
                .then()
                .statusCode(404)
                .body("code", equalTo("PLUGIN_UNKNOWN"))
                .body("detail", containsString("No location of 'shop' has a plugin 'nothing'"));
        viewer().get(SHOP + "/plugins/Heap").then().statusCode(400).body("code", equalTo("MALFORMED_REQUEST"));
    }

    @Test
    void whatThePlatformRefusesIsSentAgain() {
        // given
        RouterFixture.AWS.stubFor(post(urlEqualTo("/v1/plugins/heap"))
                .inScenario("busy")
                .whenScenarioStateIs(Scenario.STARTED)
                .willSetStateTo("free")
                .willReturn(aResponse().withStatus(429)));
        RouterFixture.AWS.stubFor(post(urlEqualTo("/v1/plugins/heap"))
                .inScenario("busy")
                .whenScenarioStateIs("free")
                .willReturn(aResponse()
                        .withHeader("Content-Type", "application/json")
                        .withBody(reply("aws1", "5"))));

        // then
        plugin("viewer", "heap", "{\"select\":{\"locations\":[\"aws1\"]}}")
                .statusCode(200)
                .body("functionCalls", equalTo(2))
                .body("outcomes[0].value", equalTo(5));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "heap|''|400|MALFORMED_REQUEST",
                "heap|[]|400|MALFORMED_REQUEST",
                "heap|{\"bodies\":1}|400|MALFORMED_REQUEST",
                "heap|{\"deadlineMs\":0}|400|DEADLINE_INVALID",
                "heap|{\"deadlineMs\":29001}|400|DEADLINE_INVALID",
                "Heap|{}|400|MALFORMED_REQUEST",
                "heap|{\"select\":\"some\"}|400|MALFORMED_REQUEST"
            })
    void badInputIsExplained(String name, String body, int status, String code) {
        plugin("viewer", name, body).statusCode(status).body("code", equalTo(code));
    }

    @Test
    void aLocationThatIsNotThereIsAnOutcome() {
        plugin("viewer", "heap", "{\"select\":{\"locations\":[\"mars\"]}}")
                .statusCode(200)
                .body("outcomes.location", equalTo(List.of("mars")))
                .body("outcomes.problem.code", equalTo(List.of("LOCATION_UNKNOWN")));
    }

    private static ValidatableResponse plugin(String user, String name, String body) {
        return RouterRequests.post(user, "/plugins/" + name, body);
    }

    private static void lists(WireMockServer function, String location, String plugins) {
        function.stubFor(get(urlEqualTo("/v1/plugins"))
                .willReturn(aResponse()
                        .withHeader("Content-Type", "application/json")
                        .withBody("{\"location\":\"" + location + "\",\"plugins\":[" + plugins + "],\"faults\":[]}")));
    }

    private static void answers(WireMockServer function, String location, String name, String value) {
        function.stubFor(post(urlEqualTo("/v1/plugins/" + name))
                .willReturn(aResponse()
                        .withHeader("Content-Type", "application/json")
                        .withBody(reply(location, value))));
    }

    private static String reply(String location, String value) {
        return "{\"location\":\"%1$s\",\"epoch\":1,\"version\":\"1.0\",\"outcomes\":[{\"location\":\"%1$s\",\"tookMs\":3,\"value\":%2$s}]}"
                .formatted(location, value);
    }
}
