package io.farspan.e2e;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

import com.fasterxml.jackson.databind.JsonNode;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.farspan.local.proxy.LinkFault;
import io.farspan.local.stack.LocalStack;
import io.farspan.local.stack.StackOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

/** A location and then home are lost, while a tool with an open connection continues to work. */
@Tag("full")
class FailoverIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Pattern CHANGE = Pattern.compile("change of shop under epoch ([0-9]+)");
    private static final String WRITE =
            "{\"select\":\"all\",\"requests\":[{\"type\":\"write\",\"mbean\":\"shop:type=Orders\","
                    + "\"attribute\":\"LargeOrder\",\"value\":5000}],\"deadlineMs\":4000}";

    private LocalStack stack;
    private Api api;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        stack = LocalStack.start(
                StackOptions.usual()
                        .withInstances(1)
                        .withLogs()
                        .withStandby()
                        .withFaults()
                        .withRouterSettings(Map.of("FARSPAN_FAILOVER_COOLDOWN", "1s")),
                System.out::println);
        api = new Api(stack);
        await().atMost(LIMIT).untilAsserted(() -> api.diagnosis().body("verdicts[0].kind", equalTo("HEALTHY")));
    }

    @AfterEach
    void stop() {
        stack.close();
    }

    @Test
    void trafficLeavesALocationThatIsDownAndStaysWhenOnlyTheLinkIs() throws IOException, InterruptedException {
        // given: aws1 serves, and a tool is connected to whatever is primary
        api.as("admin")
                .body("{\"weights\":{\"aws1\":100,\"az1\":0,\"dc1\":0},\"reason\":\"test\"}")
                .post("/api/v1/applications/shop/weights")
                .then()
                .statusCode(200)
                .body("verified", equalTo(true));
        JMXServiceURL url = new JMXServiceURL(stack.jmx("shop/primary"));
        try (JMXConnector tool = JMXConnectorFactory.connect(
                url, Map.of(JMXConnector.CREDENTIALS, new String[] {"operator", stack.password()}))) {
            MBeanServerConnection connection = tool.getMBeanServerConnection();
            String before = name(connection);

            // when: only the link from home is down
            for (String[] way :
                    List.of(new String[] {"router", "function:aws1"}, new String[] {"function:aws1", "router"})) {
                stack.way(way[0], way[1]).suffer(LinkFault.DROP);
            }

            // then: the verdict names the link, calls bypass it, and traffic stays
            await().atMost(LIMIT).untilAsserted(() -> api.diagnosis()
                    .body("verdicts.collect { it.kind + ' ' + it.component }", hasItem("LINK_DOWN link dc1→aws1")));
            await().atMost(LIMIT)
                    .untilAsserted(() -> api.call("shop", "{\"requests\":[" + Api.HEAP + "],\"deadlineMs\":3000}")
                            .body("partial", equalTo(false))
                            .body("relayed.aws1", notNullValue()));
            assertThat(name(connection)).isEqualTo(before);
            weights().body("traffic.find { it.location == 'aws1' }.weight", equalTo(100));
            for (String[] way :
                    List.of(new String[] {"router", "function:aws1"}, new String[] {"function:aws1", "router"})) {
                stack.way(way[0], way[1]).suffer(LinkFault.NONE);
            }
            await().atMost(LIMIT).untilAsserted(() -> api.diagnosis().body("verdicts[0].kind", equalTo("HEALTHY")));

            // when: the location is down
            stack.child("function:aws1").kill();
            stack.child("instance:aws1/i-1").kill();

            // then: traffic leaves it automatically, and the tool continues
            await().atMost(LIMIT)
                    .untilAsserted(() -> weights().body("traffic.find { it.location == 'aws1' }.weight", equalTo(0)));
            await().atMost(LIMIT).ignoreExceptions().until(() -> !name(connection)
                    .equals(before));
            ledger("failover")
                    .body("entries.entry.who", hasItem("farspan"))
                    .body("entries.entry.why", hasItem("LOCATION_UNREACHABLE of location aws1"));

            // when: all the others are down, too
            stack.child("instance:az1/i-1").kill();
            stack.child("instance:dc1/i-1").kill();

            // then: there is nowhere to go, and traffic stays where it is
            await().atMost(LIMIT).untilAsserted(() -> ledger("failover")
                    .body("entries.entry.what", hasItem(startsWith("refused a move")))
                    .body("entries.entry.why", hasItem(anyOf(startsWith("capacity: "), startsWith("never-empty: ")))));
            weights().body("traffic.weight.sum()", greaterThan(0));
            api.as("viewer")
                    .get("/api/v1/applications/shop/ledger/verification")
                    .then()
                    .body("intact", equalTo(true));
        }
    }

    @Test
    void aStandbyTakesOverAndTheOldHomeMakesNoFurtherChangesAndNoRecordIsLostOrDoubled()
            throws IOException, InterruptedException {
        // given
        Instant begin = Instant.now();
        Orders orders = new Orders(stack);
        Api standby = new Api(stack, stack.standby().orElseThrow());
        standby.call("shop", WRITE).statusCode(409).body("code", equalTo("NOT_HOME"));
        await().atMost(LIMIT)
                .untilAsserted(() -> api.call("shop", WRITE).statusCode(200).body("partial", equalTo(false)));
        orderEverywhere(orders);
        await().atMost(LIMIT).until(() -> recordsOf(orders, begin, api).size() >= orders.records());

        // when: home hangs while it collects
        orderEverywhere(orders);
        stack.child("router").signal("STOP");
        await().atMost(LIMIT).untilAsserted(() -> {
            orderEverywhere(orders);
            standby.call("shop", WRITE).statusCode(200).body("partial", equalTo(false));
        });
        standby.as("viewer")
                .get("/api/v1/applications/shop/map")
                .then()
                .body("home", equalTo("aws1"))
                .body("standby", equalTo(List.of("az1", "dc1")))
                .body("tool.host", equalTo("router.aws1." + LocalStack.ZONE));
        stack.child("router").signal("CONT");

        // then: it is fenced, and after a change under the new epoch no function accepts one under the old
        api.call("shop", WRITE).statusCode(409).body("code", equalTo("NOT_HOME"));
        api.call("shop", "{\"requests\":[" + Api.HEAP + "],\"deadlineMs\":20000}")
                .body("partial", equalTo(false));
        for (String location : LocalStack.LOCATIONS.keySet()) {
            int changes = 0;
            for (List<String> log : stack.functionLogs(location)) {
                List<Long> epochs = log.stream()
                        .map(CHANGE::matcher)
                        .filter(Matcher::find)
                        .map(change -> Long.valueOf(change.group(1)))
                        .toList();
                assertThat(epochs).as(location).isSorted();
                changes += epochs.size();
            }
            assertThat(changes).as(location).isGreaterThan(1);
        }

        // and: what was logged all the while is there once, before the old home's end and after it
        orderEverywhere(orders);
        await().atMost(LIMIT).until(() -> recordsOf(orders, begin, standby).size() >= orders.records());
        assertThat(recordsOf(orders, begin, standby))
                .filteredOn(record -> record.path("stream").asText().equals("jul"))
                .map(record -> record.path("instance").asText() + " "
                        + record.path("message").asText())
                .containsExactlyInAnyOrderElementsOf(orders.events());
        assertThat(recordsOf(orders, begin, standby)).hasSize(orders.records());

        // when: a location is left, just after something was logged there
        orders.place("az1/i-1");
        standby.as("admin")
                .delete("/api/v1/applications/shop/instances/az1?all=true")
                .then()
                .statusCode(200)
                .body("removed", equalTo(List.of("az1/i-1")));

        // then: it is removed with the last of its records stored, and no other is
        assertThat(recordsOf(orders, begin, standby))
                .filteredOn(record -> record.path("instance").asText().equals("az1/i-1"))
                .filteredOn(record -> record.path("stream").asText().equals("jul"))
                .map(record -> "az1/i-1 " + record.path("message").asText())
                .containsExactlyInAnyOrderElementsOf(orders.events().stream()
                        .filter(event -> event.startsWith("az1/i-1 "))
                        .toList());
        standby.as("viewer")
                .get("/api/v1/applications/shop/instances")
                .then()
                .body("instances.id", hasItems("aws1/i-1", "dc1/i-1"))
                .body("instances.id", not(hasItem("az1/i-1")));
    }

    private static void orderEverywhere(Orders orders) throws IOException, InterruptedException {
        for (String location : LocalStack.LOCATIONS.keySet()) {
            orders.place(location + "/i-1");
        }
    }

    private static List<JsonNode> recordsOf(Orders orders, Instant begin, Api home) {
        return home.logs(Map.of("from", begin.toString(), "text", orders.text()));
    }

    private static String name(MBeanServerConnection connection) throws IOException {
        try {
            return (String) connection.getAttribute(new ObjectName("java.lang:type=Runtime"), "Name");
        } catch (JMException e) {
            throw new IOException(e);
        }
    }

    private ValidatableResponse weights() {
        return api.as("viewer").get("/api/v1/applications/shop/map").then();
    }

    private ValidatableResponse ledger(String kind) {
        return api.as("viewer")
                .get("/api/v1/applications/shop/ledger?kind=" + kind)
                .then()
                .statusCode(200);
    }
}
