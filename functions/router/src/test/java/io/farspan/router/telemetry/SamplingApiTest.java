package io.farspan.router.telemetry;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.call.Outcome;
import io.farspan.protocol.function.FunctionAnswer;
import io.farspan.protocol.function.PluginOutcome;
import io.farspan.protocol.function.PluginReply;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.stream.CollectAnswer;
import io.farspan.router.fixture.RouterDatabase;
import io.farspan.router.fixture.RouterFixture;
import io.farspan.telemetry.rules.Rules;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.farspan.router.fixture.RouterRequests.SHOP;
import static io.farspan.router.fixture.RouterRequests.as;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

/** What home samples at an instance without an agent of ours is among the metrics. */
@QuarkusTest
@WithTestResource(value = RouterFixture.class, scope = TestResourceScope.MATCHING_RESOURCES)
@WithTestResource(value = RouterDatabase.class, scope = TestResourceScope.MATCHING_RESOURCES)
@TestProfile(SamplingApiTest.Often.class)
class SamplingApiTest {

    private static final InstanceId STOCK = InstanceId.parse("aws1/i-1");
    private static final List<String> TARGETS = List.of("jvm", "tomcat", "kafka-broker", "activemq", "jetty");

    /** A router that samples every second. */
    public static class Often implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("farspan.telemetry.collect.enabled", "true", "farspan.telemetry.sampling.interval", "1s");
        }
    }

    @BeforeEach
    void answer() {
        RouterFixture.reset();
        RawJson collected =
                raw(Json.write(new CollectAnswer(List.of(), false, Map.of(), Map.of(), Map.of(), Set.of(STOCK))));
        RouterFixture.AWS.stubFor(post(urlEqualTo("/v1/plugins/collect"))
                .willReturn(json(new PluginReply(
                        "aws1", 1, "1", List.of(PluginOutcome.answered("aws1", Optional.empty(), 1, collected))))));
        List<RawJson> responses = new ArrayList<>();
        RawJson none = raw("{\"status\":404,\"error_type\":\"javax.management.InstanceNotFoundException\"}");
        responses.add(none);
        for (JolokiaRequest request : Rules.of(TARGETS, List.of()).requests()) {
            responses.add(
                    request.mbean()
                                    .filter("java.lang:type=ClassLoading"::equals)
                                    .isPresent()
                            ? raw("{\"status\":200,\"value\":{\"LoadedClassCount\":42}}")
                            : none);
        }
        RouterFixture.AWS.stubFor(post(urlEqualTo("/v1/call"))
                .willReturn(
                        json(new FunctionAnswer("aws1", 1, List.of(Outcome.answered(STOCK, 1, responses)), Map.of()))));
    }

    @Test
    void metricsOfAnInstanceWithoutOurAgentAreSampledAndListed() {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> as("viewer")
                .get(SHOP + "/metrics?name=jvm.class.count&step=1s")
                .then()
                .statusCode(200)
                .body("series.instance", equalTo(List.of("aws1/i-1")))
                .body("series[0].values", hasItem(42)));
    }

    private static ResponseDefinitionBuilder json(Object answer) {
        return aResponse().withHeader("Content-Type", "application/json").withBody(Json.write(answer));
    }

    private static RawJson raw(String json) {
        return raw(json.getBytes(UTF_8));
    }

    private static RawJson raw(byte[] json) {
        return RawJson.slice(json, 0, json.length);
    }
}
