package io.farspan.router.fanout;

import java.time.Duration;
import java.util.Date;
import java.util.List;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.farspan.router.fixture.RouterFixture;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.exactly;
import static com.github.tomakehurst.wiremock.client.WireMock.moreThan;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.farspan.router.fixture.RouterRequests.CALLS;
import static io.farspan.router.fixture.RouterRequests.EXEC;
import static io.farspan.router.fixture.RouterRequests.READ;
import static io.farspan.router.fixture.RouterRequests.SHOP;
import static io.farspan.router.fixture.RouterRequests.as;
import static io.farspan.router.fixture.RouterRequests.call;
import static io.farspan.router.fixture.RouterRequests.viewer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

/** Calls that a function's platform refuses are retried, and are not failures. */
@QuarkusTest
@WithTestResource(value = RouterFixture.class, scope = TestResourceScope.MATCHING_RESOURCES)
class ThrottlingApiTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String THROTTLED = "FUNCTION_THROTTLED function az1";

    @BeforeEach
    void reset() {
        RouterFixture.reset();
        await().atMost(LIMIT).untilAsserted(() -> verdicts(not(hasItem(THROTTLED))));
        RouterFixture.AWS.resetRequests();
        RouterFixture.AZURE.resetRequests();
    }

    @AfterEach
    void recover() {
        reset();
    }

    @Test
    void aRefusedReadIsRetriedWithANewToken() {
        // given
        once(refused());

        // when
        call("{\"requests\":[" + READ + "],\"unify\":[\"sum\"]}")
                .statusCode(200)
                .body("partial", equalTo(false))
                .body("functionCalls", equalTo(3))
                .body("unified[0].sum.used", equalTo(42));

        // then
        assertThat(calls(RouterFixture.AZURE))
                .hasSize(2)
                .extracting(request -> request.getHeader("Farspan-Token"))
                .doesNotHaveDuplicates();
        RouterFixture.AWS.verify(exactly(1), postRequestedFor(urlEqualTo("/v1/call")));
    }

    @Test
    void aRefusedChangeIsRetriedAndRunsOnce() {
        // given
        once(refused());

        // when
        as("operator")
                .body("{\"requests\":[" + EXEC + "]}")
                .post(CALLS)
                .then()
                .statusCode(200)
                .body("partial", equalTo(false))
                .body("functionCalls", equalTo(3));

        // then
        assertThat(RouterFixture.AZURE.getAllServeEvents().stream()
                        .filter(event -> event.getRequest().getUrl().equals("/v1/call"))
                        .map(event -> event.getResponse().getStatus()))
                .containsExactlyInAnyOrder(429, 200);
        RouterFixture.AWS.verify(exactly(1), postRequestedFor(urlEqualTo("/v1/call")));
    }

    @Test
    void aChangeIsNotRetriedAfterA503() {
        // given
        once(aResponse().withStatus(503).withHeader("Retry-After", "0"));

        // when
        as("operator")
                .body("{\"requests\":[" + EXEC + "]}")
                .post(CALLS)
                .then()
                .body("outcomes[1].problem.code", equalTo("FUNCTION_THROTTLED"));

        // then
        RouterFixture.AZURE.verify(exactly(1), postRequestedFor(urlEqualTo("/v1/call")));

        // and when
        once(aResponse().withStatus(503).withHeader("Retry-After", "0"));

        // then
        call("{\"requests\":[" + READ + "]}").body("partial", equalTo(false));
    }

    @Test
    void aWaitLongerThanTheDeadlineIsNotBegun() {
        always(refused().withHeader("Retry-After", "60"));
        call("{\"requests\":[" + READ + "],\"deadlineMs\":5000}")
                .statusCode(200)
                .body("tookMs", lessThan(2_500))
                .body("outcomes[1].problem.code", equalTo("FUNCTION_THROTTLED"))
                .body("outcomes[1].problem.detail", containsString("wait 60 s"));
        RouterFixture.AZURE.verify(exactly(1), postRequestedFor(urlEqualTo("/v1/call")));
    }

    @Test
    void aCallRefusedToTheEndReportsItsAttemptsAndCountsEach() {
        // given
        always(refused());

        // when
        int counted = call("{\"requests\":[" + READ + "],\"deadlineMs\":3000}")
                .statusCode(200)
                .body("outcomes[1].problem.code", equalTo("FUNCTION_THROTTLED"))
                .body("outcomes[1].problem.detail", matchesPattern(".*\\(TooMuch\\).*Raise.*Tried [2-6] times in .*"))
                .extract()
                .path("functionCalls");

        // then
        int crossed =
                calls(RouterFixture.AZURE).size() + calls(RouterFixture.AWS).size();
        assertThat(counted).isEqualTo(crossed).isBetween(3, 8);
    }

    @Test
    void anotherFunctionStandsInAfterRepeatedRefusals() {
        always(refused());
        RouterFixture.AWS.stubFor(
                post(urlEqualTo("/v1/call"))
                        .withRequestBody(containing("\"location\":\"az1\""))
                        .willReturn(
                                aResponse()
                                        .withBody(
                                                "{\"location\":\"az1\",\"epoch\":1,\"outcomes\":[{\"instance\":\"az1/i-2\",\"location\":\"az1\",\"tookMs\":1,\"responses\":[{\"status\":200,\"value\":7}]}]}")));
        call("{\"requests\":[" + READ + "],\"deadlineMs\":5000}")
                .body("partial", equalTo(false))
                .body("relayed.az1", equalTo("aws1"));
        RouterFixture.AZURE.verify(exactly(3), postRequestedFor(urlEqualTo("/v1/call")));
    }

    @Test
    void a429FromTheFunctionItselfIsNotARefusal() {
        always(refused().withHeader("Farspan-Time", "1"));
        call("{\"requests\":[" + READ + "]}").body("outcomes[1].problem.code", equalTo("FUNCTION_ANSWER_INVALID"));
        RouterFixture.AZURE.verify(exactly(1), postRequestedFor(urlEqualTo("/v1/call")));
    }

    @Test
    void refusedProbesSlowTheWatchDownAndMakeAVerdictUntilTheFirstAnswer() {
        // given
        verdicts(not(hasItem(THROTTLED)));
        RouterFixture.AZURE.stubFor(post(urlEqualTo("/v1/probe")).willReturn(refused()));

        // then: the diagnosis is being read, so the watch would be frequent; and yet
        await().atMost(Duration.ofMillis(3_500))
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> verdicts(hasItem(THROTTLED)));
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> RouterFixture.AZURE.verify(moreThan(2), postRequestedFor(urlEqualTo("/v1/probe"))));
        List<Long> refusals = RouterFixture.AZURE.getAllServeEvents().stream()
                .filter(event -> event.getResponse().getStatus() == 429)
                .map(ServeEvent::getRequest)
                .map(LoggedRequest::getLoggedDate)
                .map(Date::getTime)
                .sorted()
                .toList();
        assertThat(refusals.get(1) - refusals.get(0)).isGreaterThan(1_000);
        assertThat(refusals.get(2) - refusals.get(1)).isGreaterThan(2_000);

        // when
        RouterFixture.reset();
        call("{\"requests\":[" + READ + "]}").body("partial", equalTo(false));

        // then
        await().atMost(Duration.ofMillis(500)).untilAsserted(() -> verdicts(not(hasItem(THROTTLED))));
    }

    private static void verdicts(org.hamcrest.Matcher<? super List<String>> matcher) {
        viewer().get(SHOP + "/diagnosis")
                .then()
                .statusCode(200)
                .body("verdicts.collect { it.kind + ' ' + it.component }", matcher);
    }

    private static List<LoggedRequest> calls(WireMockServer function) {
        return function.findAll(postRequestedFor(urlEqualTo("/v1/call")));
    }

    private static ResponseDefinitionBuilder refused() {
        return aResponse().withStatus(429).withBody("{\"Reason\":\"TooMuch\"}");
    }

    private static void always(ResponseDefinitionBuilder response) {
        RouterFixture.AZURE.stubFor(post(urlEqualTo("/v1/call")).willReturn(response));
    }

    private static void once(ResponseDefinitionBuilder response) {
        MappingBuilder first = post(urlEqualTo("/v1/call"))
                .inScenario("busy")
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(response)
                .willSetStateTo("free");
        RouterFixture.AZURE.resetScenarios();
        RouterFixture.AZURE.stubFor(first);
    }
}
