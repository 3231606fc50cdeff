package io.farspan.router.lease;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import com.github.tomakehurst.wiremock.stubbing.Scenario;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.farspan.protocol.token.CallClaims;
import io.farspan.protocol.token.TrustedKeys;
import io.farspan.provider.map.LocationMap;
import io.farspan.provider.map.MapChange;
import io.farspan.provider.map.MapHead;
import io.farspan.router.fixture.HomeInDc1;
import io.farspan.router.fixture.RouterFixture;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.not;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.farspan.router.fixture.RouterRequests.post;
import static io.farspan.router.fixture.RouterRequests.viewer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

/** A router that keeps a lease; the test is the standby. */
@QuarkusTest
@WithTestResource(value = RouterFixture.class, scope = TestResourceScope.MATCHING_RESOURCES)
@TestProfile(HomeInDc1.class)
class HomeApiTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String WRITE = "{\"requests\":[{\"type\":\"write\",\"mbean\":\"shop:type=Orders\","
            + "\"attribute\":\"LargeOrder\",\"value\":1}],\"deadlineMs\":29000}";

    @BeforeEach
    void beHome() {
        RouterFixture.reset();
        try (LocationMap map = RouterFixture.map()) {
            MapHead head = head(map);
            if (!head.home().equals("dc1")) {
                commit(map, head, head.movedTo("dc1", List.of("aws1")));
            }
        }
        await().atMost(LIMIT)
                .untilAsserted(() -> post("operator", "/calls", WRITE).statusCode(200));
    }

    @Test
    void aChangesTokenExpiresBeforeAStandbyCanTakeOver() {
        // when: it may take 29 s, and a standby takes over 12 s after home's last renewal
        post("operator", "/calls", WRITE).statusCode(200);
        post("viewer", "/calls", WRITE.replace("write", "read").replace(",\"value\":1", ""))
                .statusCode(200);

        // then
        List<Long> lifetimes = RouterFixture.AWS.findAll(postRequestedFor(urlEqualTo("/v1/call"))).stream()
                .map(HomeApiTest::lifetime)
                .toList();
        assertThat(lifetimes.get(lifetimes.size() - 2)).isBetween(4L, 12L);
        assertThat(lifetimes.get(lifetimes.size() - 1)).isGreaterThan(40L);
    }

    @Test
    void aNewHomeAnnouncesItsEpochToTheFunctionsBeforeItActs() {
        // when: another router was home for a moment
        try (LocationMap map = RouterFixture.map()) {
            commit(map, head(map), head(map).movedTo("aws1", List.of("dc1")));
            commit(map, head(map), head(map).movedTo("dc1", List.of("aws1")));
            long epoch = head(map).epoch();
            await().atMost(LIMIT)
                    .untilAsserted(() ->
                            post("operator", "/calls", WRITE).statusCode(200).body("epoch", equalTo((int) epoch)));

            // then: by announcements of its own, not only by the watch's probes
            List<String> told = RouterFixture.AWS.getAllServeEvents().stream()
                    .map(ServeEvent::getRequest)
                    .filter(request -> request.getUrl().startsWith("/v1/"))
                    .filter(request -> claims(request).epoch() == epoch)
                    .sorted(Comparator.comparing(LoggedRequest::getLoggedDate))
                    .filter(request -> !request.getUrl().equals("/v1/probe") || isAnnouncement(request))
                    .map(LoggedRequest::getUrl)
                    .toList();
            assertThat(told).startsWith("/v1/probe").contains("/v1/call");
        }
    }

    /** What a probe of the watch has and an announcement lacks: it asks whether home is reached, or as it did before. */
    private static final List<String> OF_THE_WATCH = List.of("\"home\":true", "\"tag\":");

    private static boolean isAnnouncement(LoggedRequest request) {
        return request.getUrl().equals("/v1/probe")
                && OF_THE_WATCH.stream()
                        .noneMatch(part -> request.getBodyAsString().contains(part));
    }

    @Test
    void anAnnouncementThatABusyFunctionRefusesIsRepeated() {
        // given: a function whose concurrency is used up when the new epoch is announced
        RouterFixture.AWS.stubFor(com.github.tomakehurst.wiremock.client.WireMock.post(urlEqualTo("/v1/probe"))
                .withRequestBody(not(containing(OF_THE_WATCH.get(0))))
                .withRequestBody(not(containing(OF_THE_WATCH.get(1))))
                .inScenario("busy")
                .whenScenarioStateIs(Scenario.STARTED)
                .willReturn(aResponse().withStatus(429))
                .willSetStateTo("free"));

        // when
        try (LocationMap map = RouterFixture.map()) {
            commit(map, head(map), head(map).movedTo("aws1", List.of("dc1")));
            commit(map, head(map), head(map).movedTo("dc1", List.of("aws1")));
            long epoch = head(map).epoch();
            await().atMost(LIMIT)
                    .untilAsserted(() ->
                            post("operator", "/calls", WRITE).statusCode(200).body("epoch", equalTo((int) epoch)));

            // then
            assertThat(RouterFixture.AWS.getAllServeEvents().stream()
                            .filter(event -> isAnnouncement(event.getRequest()))
                            .filter(event -> claims(event.getRequest()).epoch() == epoch)
                            .map(event -> event.getResponse().getStatus()))
                    .containsExactlyInAnyOrder(429, 200);
        }
    }

    @Test
    void aHandoverIsVerifiedOnceTheStandbyActs() {
        RouterFixture.seesNoFault(RouterFixture.AWS, "aws1", "{\"aws1\":1000}");
        CompletableFuture<ValidatableResponse> handover =
                CompletableFuture.supplyAsync(() -> post("admin", "/home", "{\"to\":\"aws1\",\"reason\":\"x\"}"));
        try (LocationMap map = RouterFixture.map()) {
            await().atMost(LIMIT).until(() -> head(map).home().equals("aws1"));
            commit(map, head(map), head(map).renewed());
        }

        handover.join().statusCode(200).body("committed", equalTo(true)).body("verified", equalTo(true));
        post("operator", "/calls", WRITE).statusCode(409).body("code", equalTo("NOT_HOME"));
    }

    @Test
    void aHandoverToAStandbyWithoutARouterIsRefused() {
        // given: two standbys, of which only aws1 has a router
        RouterFixture.seesNoFault(RouterFixture.AWS, "aws1", "{\"aws1\":1000,\"dc1\":10}");
        try (LocationMap map = RouterFixture.map()) {
            commit(map, head(map), head(map).movedTo("dc1", List.of("aws1", "az1")));
        }
        await().atMost(LIMIT)
                .untilAsserted(() -> post("operator", "/calls", WRITE).statusCode(200));

        // when: each waits for a sign of a router in az1
        List<CompletableFuture<ValidatableResponse>> handovers = Stream.of(true, false)
                .map(dryRun -> CompletableFuture.supplyAsync(
                        () -> post("admin", "/home", "{\"to\":\"az1\",\"reason\":\"x\",\"dryRun\":" + dryRun + "}")))
                .toList();

        // then
        handovers.forEach(handover -> handover.join()
                .statusCode(409)
                .body("code", equalTo("MOVE_REFUSED"))
                .body("detail", containsString("Start the router of az1")));
        try (LocationMap map = RouterFixture.map()) {
            assertThat(head(map).home()).isEqualTo("dc1");
        }
    }

    @Test
    void aHandoverToAStandbyThatDoesNotActIsTakenBack() {
        RouterFixture.seesNoFault(RouterFixture.AWS, "aws1", "{\"aws1\":1000}");

        post("admin", "/home", "{\"to\":\"aws1\",\"reason\":\"x\"}")
                .statusCode(200)
                .body("committed", equalTo(true))
                .body("verified", equalTo(false));

        viewer().get("/api/v1/applications/shop/ledger?kind=home")
                .then()
                .body("entries.entry.what", hasItem("could not verify that aws1 acts as home and took home back"))
                .body("entries.entry.why", hasItem(containsString("check its router")));
        await().atMost(LIMIT)
                .untilAsserted(() -> post("operator", "/calls", WRITE).statusCode(200));
        try (LocationMap map = RouterFixture.map()) {
            assertThat(head(map).home()).isEqualTo("dc1");
            assertThat(head(map).standby()).startsWith("aws1");
        }
    }

    private static CallClaims claims(LoggedRequest request) {
        return new TrustedKeys(List.of(RouterFixture.HOME.publicKey())).verify(request.getHeader("Farspan-Token"));
    }

    private static long lifetime(LoggedRequest request) {
        CallClaims claims = claims(request);
        return claims.expiresAt() - claims.issuedAt();
    }

    private static MapHead head(LocationMap map) {
        return map.head("shop").await().atMost(LIMIT);
    }

    private static void commit(LocationMap map, MapHead before, MapHead after) {
        map.commit(new MapChange(Optional.of(before), after, List.of())).await().atMost(LIMIT);
    }
}
