package io.farspan.e2e;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import org.assertj.core.api.ThrowingConsumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.local.stack.LocalStack;
import io.farspan.protocol.json.Json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** An unmodified Prometheus that scrapes the packaged router, and that evaluates PromQL over what home has stored. */
@ExtendWith(StackFixture.class)
class PrometheusIT {

    private final LocalStack stack;
    private final Api api;

    @TempDir
    private Path work;

    PrometheusIT(LocalStack stack) {
        this.stack = stack;
        this.api = new Api(stack);
    }

    @Test
    void aScrapeHasAllInstancesOfEachApplication() throws Exception {
        try (Prometheus prometheus = Prometheus.start(work, settings("shop", "kafka", "tomcat"))) {
            // then: the instances are apart, and what they are, is what the rules for them say
            eventually(prometheus, "sum by (location) (farspan_instance_up{job=\"shop\"})", "2", "2", "2");
            eventually(prometheus, "count(sum by (location, instance) (jvm_memory_used_bytes{job=\"shop\"}))", "6");
            eventually(prometheus, "min(jvm_cpu_time_seconds_total{job=\"shop\"} > bool 0)", "1");
            eventually(prometheus, "count(rate(jvm_cpu_time_seconds_total{job=\"shop\"}[1m]))", "6");
            eventually(prometheus, "kafka_controller_active_count{job=\"kafka\"}", "1");
            eventually(prometheus, "count(http_server_tomcat_traffic_bytes_total{job=\"tomcat\"}) > bool 1", "1");
            eventually(prometheus, "min(up)", "1");
        }
    }

    @Test
    void promqlIsEvaluatedOverWhatHomeHasStored() throws Exception {
        // given: five of the six have an agent that samples, and the sixth is read by scrapes only
        String settings = "remote_read:\n- url: " + stack.router() + "/api/v1/read\n  read_recent: true\n  " + login();

        try (Prometheus prometheus = Prometheus.start(work, settings)) {
            // then: names and labels are a scrape's
            eventually(
                    prometheus,
                    "count by (location) (jvm_thread_count{application=\"shop\",instance!=\"moved\"})",
                    "2",
                    "2",
                    "2");
            eventually(
                    prometheus,
                    "jvm_thread_count{application=\"shop\",location=\"dc1\",instance=\"i-1\"} > bool 1",
                    "1");
            eventually(
                    prometheus,
                    "count(sum by (location, instance)"
                            + " (rate(jvm_cpu_time_seconds_total{application=\"shop\",instance!=\"moved\"}[2m])) > 0)",
                    "6");
            assertThat(prometheus.query("jvm_thread_count{application=\"unknown\"}"))
                    .isEmpty();
        }
    }

    @Test
    void promtoolReadsTheText() throws IOException, InterruptedException {
        // given
        String promtool = Prometheus.require("promtool");
        String text = api.as("viewer")
                .header("Accept", "text/plain;version=0.0.4")
                .get("/metrics/shop")
                .then()
                .statusCode(200)
                .extract()
                .asString();

        // when
        Process check = new ProcessBuilder(promtool, "check", "metrics")
                .redirectErrorStream(true)
                .start();
        try (var in = check.getOutputStream()) {
            in.write(text.getBytes(UTF_8));
        }
        List<String> said =
                new String(check.getInputStream().readAllBytes(), UTF_8).lines().toList();

        // then: no mistake, and no advice but on names that are OpenTelemetry's
        assertThat(check.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(said).allMatch(line -> line.endsWith("should not have \"_count\" suffix"));
        assertThat(text).contains("jvm_thread_count{location=\"aws1\",instance=\"i-1\"}");
    }

    @Test
    void everyQueryOfTheDashboardsHasAnAnswer() throws Exception {
        // given: Grafana's variables as they are at first
        try (Prometheus prometheus = Prometheus.start(work, settings("shop", "kafka"))) {
            for (String application : List.of("shop", "kafka")) {
                JsonNode dashboard = Json.wire()
                        .readTree(Files.readAllBytes(
                                BuiltModule.ROOT.resolve("infra/docs/dashboards/" + application + ".json")));
                List<String> queries = new ArrayList<>(dashboard.findValuesAsText("expr"));
                dashboard.findValuesAsText("query").stream()
                        .filter(query -> query.startsWith("label_values("))
                        .forEach(query -> queries.add(
                                query.replaceAll("^label_values\\((.*), (\\w+)\\)$", "count by ($2) ($1)")));

                // when, then
                assertThat(queries).hasSizeGreaterThan(15);
                Awaitility.await("the dashboard of " + application)
                        .atMost(Duration.ofSeconds(60))
                        .ignoreExceptionsInstanceOf(IOException.class)
                        .untilAsserted(() -> assertThat(unanswered(prometheus, application, queries))
                                .allMatch(query -> query.contains("kafka_leaderElection"))); // one broker holds none
            }
        }
    }

    private static List<String> unanswered(Prometheus prometheus, String application, List<String> queries)
            throws IOException, InterruptedException {
        List<String> unanswered = new ArrayList<>();
        for (String query : queries) {
            String now = query.replace("$application", application)
                    .replaceAll("\\$(location|instance)", ".*")
                    .replace("$__rate_interval", "30s");
            if (prometheus.query(now).isEmpty()) {
                unanswered.add(now);
            }
        }
        return unanswered;
    }

    private String settings(String... applications) {
        URI router = URI.create(stack.router());
        List<String> lines = new ArrayList<>(List.of("global: {scrape_interval: 2s}", "scrape_configs:"));
        for (String application : applications) {
            lines.add("- job_name: " + application);
            lines.add("  metrics_path: /metrics/" + application);
            lines.add("  honor_labels: true");
            lines.add("  " + login());
            lines.add("  static_configs:");
            lines.add("  - targets: ['" + router.getAuthority() + "']");
            lines.add("    labels: {application: " + application + "}");
        }
        return String.join("\n", lines) + "\n";
    }

    private String login() {
        return "basic_auth: {username: viewer, password: '" + stack.password() + "'}";
    }

    private static void eventually(Prometheus prometheus, String expression, String... values) {
        eventually(prometheus, expression, found -> assertThat(found).containsExactlyInAnyOrder(values));
    }

    private static void eventually(
            Prometheus prometheus, String expression, ThrowingConsumer<List<String>> requirement) {
        Awaitility.await(expression)
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(() -> {
                    List<String> found = new ArrayList<>();
                    for (JsonNode series : prometheus.query(expression)) {
                        found.add(series.path("value").path(1).asText());
                    }
                    requirement.accept(found);
                });
    }
}
