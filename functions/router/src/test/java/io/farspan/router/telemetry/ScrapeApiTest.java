package io.farspan.router.telemetry;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.http.Fault;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.json.Json;
import io.farspan.router.fixture.RouterFixture;
import io.farspan.telemetry.rules.Rules;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.exactly;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.farspan.router.fixture.RouterRequests.as;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

/** Scrapes, from the functions' answers to the text. */
@QuarkusTest
@WithTestResource(value = RouterFixture.class, scope = TestResourceScope.MATCHING_RESOURCES)
class ScrapeApiTest {

    private static final String METRICS = "/metrics/shop";
    private static final String TIMEOUT = "X-Prometheus-Scrape-Timeout-Seconds";
    private static final String TEXT = "text/plain;version=0.0.4";
    private static final String OPEN_METRICS = "application/openmetrics-text;version=1.0.0";

    /** What a router asks that has the usual settings. */
    private static final List<JolokiaRequest> REQUESTS = Rules.of(
                    List.of("jvm", "tomcat", "kafka-broker", "activemq", "jetty"), List.of())
            .requests();

    @BeforeEach
    void reset() {
        RouterFixture.reset();
        RouterFixture.answer(RouterFixture.AWS, "aws1", "i-1", responses(10));
        RouterFixture.answer(RouterFixture.AZURE, "az1", "i-2", responses(32));
    }

    @Test
    void everyInstanceIsInOneTextAfterOneCallToEachLocation() throws IOException {
        // when
        List<String> lines = lines(scrape(TEXT, METRICS));

        // then
        assertThat(lines)
                .contains(
                        "# TYPE jvm_thread_count gauge",
                        "# HELP jvm_thread_count Number of executing platform threads.",
                        "jvm_thread_count{location=\"aws1\",instance=\"i-1\"} 10",
                        "jvm_thread_count{location=\"az1\",instance=\"i-2\"} 32",
                        "farspan_instance_up{location=\"aws1\",instance=\"i-1\"} 1",
                        "farspan_location_up{location=\"az1\"} 1")
                .doesNotHaveDuplicates();
        RouterFixture.AWS.verify(exactly(1), postRequestedFor(urlEqualTo("/v1/call")));
        RouterFixture.AZURE.verify(exactly(1), postRequestedFor(urlEqualTo("/v1/call")));
        JsonNode sent = Json.wire()
                .readTree(RouterFixture.AWS
                        .findAll(postRequestedFor(urlEqualTo("/v1/call")))
                        .get(0)
                        .getBody());
        assertThat(sent.path("requests").size()).isEqualTo(REQUESTS.size());
    }

    @Test
    void aClientThatPrefersOpenMetricsGetsIt() {
        scrape(OPEN_METRICS, METRICS)
                .contentType(containsString("application/openmetrics-text"))
                .contentType(containsString("version=1.0.0"))
                .body(containsString("farspan_instance_up{location=\"aws1\",instance=\"i-1\"} 1"));
        assertThat(lines(scrape(OPEN_METRICS, METRICS))).last().isEqualTo("# EOF");
        scrape(TEXT, METRICS).contentType(containsString("text/plain")).contentType(containsString("version=0.0.4"));
        scrape("application/json", METRICS).contentType(containsString("version=0.0.4"));
    }

    @Test
    void aLargeTextArrivesWhole() {
        // given: an instance with so many memory pools
        int pools = 2_000;
        RouterFixture.answer(RouterFixture.AWS, "aws1", "i-1", responses(10, pools));

        // when, then
        for (String accept : List.of(TEXT, OPEN_METRICS)) {
            ValidatableResponse scraped = as("viewer")
                    .header("Accept", accept)
                    .header("Accept-Encoding", "gzip")
                    .get(METRICS)
                    .then()
                    .statusCode(200)
                    .contentType(containsString(accept.substring(0, accept.indexOf(';'))));
            assertThat(lines(scraped))
                    .filteredOn(line -> line.startsWith("jvm_memory_used_bytes{"))
                    .hasSize(pools);
        }
    }

    @Test
    void aLocationThatFailsCostsItsOwnInstancesOnly() {
        // given
        RouterFixture.AWS.stubFor(
                post(urlEqualTo("/v1/call")).willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));

        // when
        List<String> lines = lines(scrape(TEXT, METRICS));

        // then
        assertThat(lines)
                .contains(
                        "farspan_instance_up{location=\"aws1\",instance=\"i-1\"} 0",
                        "farspan_location_up{location=\"aws1\"} 0",
                        "farspan_instance_up{location=\"az1\",instance=\"i-2\"} 1",
                        "jvm_thread_count{location=\"az1\",instance=\"i-2\"} 32")
                .noneMatch(line -> line.startsWith("jvm_thread_count{location=\"aws1\""));
    }

    @Test
    void oneLocationCanBeScrapedAlone() {
        assertThat(lines(scrape(TEXT, METRICS + "?location=az1")))
                .contains("farspan_location_up{location=\"az1\"} 1")
                .noneMatch(line -> line.contains("aws1"));
        RouterFixture.AWS.verify(exactly(0), postRequestedFor(urlEqualTo("/v1/call")));
        assertThat(lines(scrape(TEXT, METRICS + "?location=zz")))
                .containsExactly(
                        "# TYPE farspan_location_up gauge",
                        "# HELP farspan_location_up Whether any instance of the location answered Farspan during this"
                                + " scrape.",
                        "farspan_location_up{location=\"zz\"} 0");
    }

    @Test
    void theInstancesGetLessTimeThanTheScraperWaits() throws IOException {
        // when
        as("viewer").header(TIMEOUT, "4.000000").get(METRICS).then().statusCode(200);

        // then
        JsonNode sent = Json.wire()
                .readTree(RouterFixture.AWS
                        .findAll(postRequestedFor(urlEqualTo("/v1/call")))
                        .get(0)
                        .getBody());
        assertThat(sent.path("deadlineMs").asLong()).isBetween(1_000L, 3_600L);
    }

    @Test
    void equalScrapesAtTheSameTimeAreOneCall() {
        // given
        RouterFixture.AWS.stubFor(post(urlEqualTo("/v1/call"))
                .willReturn(aResponse()
                        .withFixedDelay(2_000)
                        .withHeader("Content-Type", "application/json")
                        .withBody("{\"location\":\"aws1\",\"epoch\":1,\"outcomes\":[]}")));

        // when: two servers, of which one has another role
        CompletableFuture<List<String>> other = CompletableFuture.supplyAsync(
                () -> lines(as("admin").get(METRICS).then()));
        List<String> lines = lines(as("viewer").get(METRICS).then());

        // then
        assertThat(other.join()).isEqualTo(lines);
        RouterFixture.AWS.verify(exactly(1), postRequestedFor(urlEqualTo("/v1/call")));
    }

    @Test
    void aMistakeIsAProblemAndNobodyScrapesWithoutALogin() {
        given().get(METRICS).then().statusCode(401);
        as("viewer").get("/metrics/none").then().statusCode(404).body("code", equalTo("APPLICATION_UNKNOWN"));
        as("viewer").get("/metrics/No%20name").then().statusCode(400).body("code", equalTo("MALFORMED_REQUEST"));
        as("viewer").get(METRICS + "?location=A").then().statusCode(400).body("code", equalTo("MALFORMED_REQUEST"));
        as("viewer")
                .header(TIMEOUT, "soon")
                .get(METRICS)
                .then()
                .statusCode(400)
                .body("detail", containsString(TIMEOUT));
        RouterFixture.AWS.verify(exactly(0), postRequestedFor(urlEqualTo("/v1/call")));
    }

    @Test
    void itIsInTheDescriptionOfTheApi() {
        as("viewer")
                .accept("application/json")
                .get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .body(
                        "paths.'/metrics/{application}'.get.parameters.name",
                        containsInAnyOrder("application", "location", TIMEOUT));
    }

    private static ValidatableResponse scrape(String accept, String path) {
        return as("viewer").header("Accept", accept).get(path).then().statusCode(200);
    }

    private static List<String> lines(ValidatableResponse response) {
        return response.statusCode(200).extract().asString().lines().toList();
    }

    private static String responses(int threads) {
        return responses(threads, 0);
    }

    /** One for each request: an instance that is a JVM with so many threads and memory pools, and no server. */
    private static String responses(int threads, int pools) {
        String used = IntStream.range(0, pools)
                .mapToObj(pool -> "\"java.lang:name=pool" + pool
                        + ",type=MemoryPool\":{\"Type\":\"HEAP\",\"Usage\":{\"used\":" + pool + "}}")
                .collect(Collectors.joining(","));
        return REQUESTS.stream()
                .map(request -> switch (request.mbean().orElse("")) {
                    case "java.lang:type=Threading" -> "{\"status\":200,\"value\":{\"ThreadCount\":" + threads + "}}";
                    case "java.lang:name=*,type=MemoryPool" -> "{\"status\":200,\"value\":{" + used + "}}";
                    default ->
                        "{\"status\":404,\"error_type\":\"javax.management.InstanceNotFoundException\",\"error\":\"none\"}";
                })
                .collect(Collectors.joining(","));
    }
}
