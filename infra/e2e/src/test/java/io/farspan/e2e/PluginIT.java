package io.farspan.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.local.stack.LocalStack;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.token.CallClaims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;

/** Jars dropped into the three packages as they were built: a layer, the function app's lib, the server's plugins. */
@ExtendWith(StackFixture.class)
class PluginIT {

    private static final String CALL = "{\"requests\":[" + Api.HEAP + "],\"deadlineMs\":5000}";

    private static final List<String> INSTANCES =
            List.of("aws1/i-1", "aws1/i-2", "az1/i-1", "az1/i-2", "dc1/i-1", "dc1/i-2");

    private LocalStack stack;
    private Api api;

    @BeforeEach
    void use(LocalStack shared) {
        stack = shared;
        api = new Api(shared);
    }

    @Test
    void everyFunctionHasThePluginsAndSaysWhatItLeftOut() {
        api.as("viewer")
                .get("/api/v1/applications/shop/plugins")
                .then()
                .statusCode(200)
                .body("locations.location", equalTo(List.of("aws1", "az1", "dc1")))
                .body(
                        "locations.plugins.name",
                        equalTo(List.of(
                                List.of("collect", "fetch", "gc", "hangs", "heap", "large", "throws", "unlinked"),
                                List.of("collect", "fetch", "gc", "hangs", "heap", "large", "throws", "unlinked"),
                                List.of(
                                        "collect",
                                        "fetch",
                                        "gc",
                                        "hangs",
                                        "heap",
                                        "large",
                                        "publish", // only the server's package has it
                                        "throws",
                                        "unlinked"))))
                .body("locations.faults", everyItem(hasSize(2)))
                .body("locations.faults.flatten()", hasItem(containsString("'heap' is taken twice")))
                .body("locations.faults.flatten()", hasItem(containsString("namesake.jar")));
    }

    @Test
    void aPluginAnswersForEveryLocationAtOnce() {
        plugin("viewer", "heap", "null", 5_000)
                .body("partial", equalTo(false))
                .body("functionCalls", equalTo(3))
                .body("versions", equalTo(java.util.Map.of("aws1", "1.0", "az1", "1.0", "dc1", "1.0")))
                .body("outcomes.location", equalTo(List.of("aws1", "az1", "dc1")))
                .body("outcomes.value.answered", everyItem(equalTo(2)))
                .body("outcomes.value.usedBytes", everyItem(greaterThan(0)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws1", "az1", "dc1"})
    void aPluginAnswersAtTheFunctionItself(String location) throws IOException, InterruptedException {
        JsonNode answer = direct(location, "heap", "heap");

        assertThat(answer.at("/outcomes/0/value/location").asText()).isEqualTo(location);
        assertThat(answer.at("/outcomes/0/value/answered").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"aws1", "az1", "dc1"})
    void aTokenForAnotherPluginIsRefused(String location) throws IOException, InterruptedException {
        assertThat(direct(location, "throws", "heap").path("code").asText()).isEqualTo("TOKEN_INVALID");
    }

    @ParameterizedTest
    @CsvSource({
        "throws,   null,        PLUGIN_FAILED",
        "throws,   '\"error\"',   PLUGIN_FAILED",
        "hangs,    null,        PLUGIN_TIMEOUT",
        "large,    null,        PLUGIN_ANSWER_TOO_LARGE",
        "large,    '\"at once\"', PLUGIN_ANSWER_TOO_LARGE",
        "unlinked, null,        PLUGIN_INCOMPATIBLE",
        "later,    null,        PLUGIN_UNKNOWN"
    })
    void aPluginThatMisbehavesCostsItsOwnAnswer(String name, String body, String code) {
        // when: a call is made while the plugin is at it
        CompletableFuture<ValidatableResponse> misbehaving =
                CompletableFuture.supplyAsync(() -> plugin("viewer", name, body, 5_000));
        api.call("shop", CALL).statusCode(200).body("partial", equalTo(false));

        // then
        misbehaving
                .join()
                .body("partial", equalTo(true))
                .body("outcomes.location", equalTo(List.of("aws1", "az1", "dc1")))
                .body("outcomes.problem.code", everyItem(equalTo(code)));
        api.call("shop", CALL).statusCode(200).body("partial", equalTo(false));
        plugin("viewer", "heap", "null", 5_000).body("partial", equalTo(false));
    }

    @Test
    void thePluginThatWasThereFirstKeepsItsName() {
        plugin("viewer", "heap", "\"x\"", 5_000)
                .body("versions.values()", everyItem(equalTo("1.0")))
                .body("outcomes.value.answered", hasItems(2, 2, 2));
    }

    @Test
    void aPluginThatChangesNeedsItsRoleAndIsInTheLedger() {
        plugin("viewer", "gc", "null", 5_000, 403).body("code", equalTo("FORBIDDEN"));

        plugin("operator", "gc", "null", 5_000)
                .body("partial", equalTo(false))
                .body("outcomes.instance", equalTo(INSTANCES))
                .body("outcomes.value[0][0].status", equalTo(200));
        assertThat(api.as("admin")
                        .get("/api/v1/applications/shop/ledger")
                        .then()
                        .statusCode(200)
                        .extract()
                        .asString())
                .contains("plugin gc");
    }

    @Test
    void aPluginReachesServicesOfTheMapAndNoAddressThatItsCallerNames() {
        plugin("operator", "fetch", "{\"path\":\"http://169.254.169.254/latest/meta-data/\"}", 5_000)
                .body("outcomes.instance", equalTo(INSTANCES))
                .body("outcomes.problem.code", everyItem(equalTo("PLUGIN_FAILED")))
                .body("outcomes.problem.detail", everyItem(containsString("The map has no service of")));
    }

    private ValidatableResponse plugin(String user, String name, String body, long deadlineMs) {
        return plugin(user, name, body, deadlineMs, 200);
    }

    private ValidatableResponse plugin(String user, String name, String body, long deadlineMs, int status) {
        return api.as(user)
                .body("{\"select\":\"all\",\"body\":" + body + ",\"deadlineMs\":" + deadlineMs + "}")
                .post("/api/v1/applications/shop/plugins/" + name)
                .then()
                .statusCode(status);
    }

    /** Asks a function as home would, with a token for {@code signed}. */
    private JsonNode direct(String location, String name, String signed) throws IOException, InterruptedException {
        byte[] body = ("{\"application\":\"shop\",\"instances\":\"all\",\"body\":null,\"deadlineMs\":5000,"
                        + "\"role\":\"viewer\",\"changesState\":false}")
                .getBytes();
        long now = Instant.now().getEpochSecond();
        String token = stack.signingKey()
                .sign(new CallClaims(
                        "shop",
                        location,
                        1,
                        CallClaims.digest(body),
                        now,
                        now + 30,
                        UUID.randomUUID().toString(),
                        Optional.of("/v1/plugins/" + signed)));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + stack.portOf("function:" + location)
                                + (location.equals("az1") ? "/api" : "") + "/v1/plugins/" + name))
                .header("Content-Type", "application/json")
                .header("Farspan-Token", token)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return Json.wire()
                .readTree(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .body());
    }
}
