package io.farspan.router.troubleshooting;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.farspan.router.fixture.CollectingRouter;
import io.farspan.router.fixture.RouterDatabase;
import io.farspan.router.fixture.RouterFixture;

import static io.farspan.router.fixture.RouterRequests.SHOP;
import static io.farspan.router.fixture.RouterRequests.as;
import static io.farspan.router.fixture.RouterRequests.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

/** Actions over HTTP, from the function's answer to the database and the ledger. */
@QuarkusTest
@WithTestResource(value = RouterFixture.class, scope = TestResourceScope.MATCHING_RESOURCES)
@WithTestResource(value = RouterDatabase.class, scope = TestResourceScope.MATCHING_RESOURCES)
@TestProfile(CollectingRouter.class)
class ActionApiTest {

    private static final String ACTIONS = "/actions";
    private static final String GC = "{\"action\":\"gc\",\"reason\":\"memory is short\"}";

    @BeforeEach
    void answer() {
        RouterFixture.reset();
        String responses =
                "{\"status\":200,\"value\":{\"used\":100}},{\"status\":200,\"value\":null},{\"status\":200,\"value\":{\"used\":40}}";
        RouterFixture.answer(RouterFixture.AWS, "aws1", "i-1", responses);
        RouterFixture.answer(RouterFixture.AZURE, "az1", "i-2", responses);
    }

    @Test
    void anActionIsBegunFollowedListedAndRecorded() {
        // when
        String location = post("operator", ACTIONS, GC)
                .statusCode(202)
                .header("Location", startsWith(SHOP + ACTIONS + "/"))
                .body("action", equalTo("gc"))
                .body("by", equalTo("operator"))
                .extract()
                .header("Location");
        JsonPath ended = ended(location);

        // then
        assertThat(ended.getString("state")).isEqualTo("DONE");
        assertThat(ended.getInt("progress.answered")).isEqualTo(2);
        assertThat(ended.getInt("merged.freed")).isEqualTo(120);
        assertThat(ended.getList("outcomes.instance")).isEqualTo(List.of("aws1/i-1", "az1/i-2"));
        as("operator")
                .get(location + "?instance=az1/i-2")
                .then()
                .statusCode(200)
                .body("outcomes.size()", equalTo(1))
                .body("outcomes[0].result.usedAfter", equalTo(40));
        as("viewer")
                .get(SHOP + ACTIONS + "?limit=1")
                .then()
                .statusCode(200)
                .body("actions[0].state", equalTo("DONE"))
                .body("kinds.name", hasItems("threads", "gc", "level"));
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> as("viewer")
                .get(SHOP + "/ledger?kind=action")
                .then()
                .statusCode(200)
                .body(
                        "entries.entry.what",
                        hasItems("begins gc at 2 instances", "gc of operator is DONE: 2 of 2 instances answered"))
                .body("entries.entry.why", hasItems("memory is short")));
    }

    @Test
    void whoMayNotCollectGarbageNeitherBeginsNorCancelsNorSeesWhatCameOfIt() {
        // given
        String location =
                post("operator", ACTIONS, GC).statusCode(202).extract().header("Location");
        ended(location);

        // then
        post("viewer", ACTIONS, GC).statusCode(403).body("code", equalTo("FORBIDDEN"));
        as("viewer").delete(location).then().statusCode(403);
        as("viewer")
                .get(location)
                .then()
                .statusCode(200)
                .body("merged", nullValue())
                .body("hidden", containsString("may not ask"))
                .body("outcomes.result", equalTo(Arrays.asList(null, null)));
    }

    @Test
    void secretsAreMaskedInWhatIsKeptThoughAnAdminBeganIt() {
        // given
        String properties = "{\"status\":200,\"value\":{\"shop.token\":\"hunter2\",\"java.version\":\"17\"}}";
        RouterFixture.answer(RouterFixture.AWS, "aws1", "i-1", properties);
        RouterFixture.answer(RouterFixture.AZURE, "az1", "i-2", properties);

        // when
        JsonPath ended = ended(post("admin", ACTIONS, "{\"action\":\"properties\"}")
                .statusCode(202)
                .extract()
                .header("Location"));

        // then
        assertThat(ended.prettify()).doesNotContain("hunter2").contains("***");
        assertThat(ended.getString("merged.same.'java.version'")).isEqualTo("17");
    }

    @Test
    void anActionOfAnotherApplicationIsNotFound() {
        // given
        String location =
                post("operator", ACTIONS, GC).statusCode(202).extract().header("Location");

        // then
        as("admin")
                .get(location.replace("/shop/", "/secure/"))
                .then()
                .statusCode(404)
                .body("code", equalTo("NOT_FOUND"));
        as("admin").delete(location.replace("/shop/", "/secure/")).then().statusCode(404);
    }

    @ParameterizedTest
    @CsvSource({
        "/actions/1, 404",
        "/actions/00000000-0000-0000-0000-000000000000, 404",
        "/actions?limit=0, 400",
        "/actions?limit=101, 400",
        "/actions?before=x, 404",
        "/actions/00000000-0000-0000-0000-000000000000?instance=x, 400",
    })
    void whatMakesNoSenseIsRefused(String path, int status) {
        as("viewer").get(SHOP + path).then().statusCode(status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"action\":\"gc\",\"arguments\":[]}|400",
                "{\"action\":\"gc\",\"other\":1}|400",
                "{\"action\":\"gc\",\"deadlineMs\":600001}|400",
                "{\"action\":\"none\"}|400",
                "{\"action\":\"gc\",\"select\":{\"labels\":{\"tier\":\"none\"}}}|404",
                "{\"action\":\"exec\",\"arguments\":{\"mbean\":\"java.lang:type=Memory\",\"operation\":\"other\"}}|403",
                "[]|400",
                "''|400"
            })
    void whatCannotBeBegunIsRefused(String body, int status) {
        post("operator", ACTIONS, body).statusCode(status);
    }

    private static JsonPath ended(String location) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> as("operator").get(location).jsonPath().get("merged") != null);
        return as("operator").get(location).jsonPath();
    }
}
