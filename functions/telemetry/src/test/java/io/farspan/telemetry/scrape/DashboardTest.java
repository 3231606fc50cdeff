package io.farspan.telemetry.scrape;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.protocol.json.Json;
import io.farspan.telemetry.rules.PrometheusName;
import io.farspan.telemetry.rules.Rules;

import static org.assertj.core.api.Assertions.assertThat;

/** Grafana's dashboards ask for nothing that a scrape does not have: a metric of another name is an empty panel only. */
class DashboardTest {

    private static final Path INFRA = Path.of("../../infra");
    private static final List<String> TARGETS = List.of("jvm", "tomcat", "kafka-broker", "activemq", "jetty");
    private static final Pattern METRIC = Pattern.compile("\\b(?:jvm|shop|kafka|farspan)_\\w+(?=[{,)]| \\b)");

    @ParameterizedTest
    @ValueSource(strings = {"shop", "kafka"})
    void everyMetricOfADashboardIsServed(String application) throws IOException {
        // given
        Set<String> served = new TreeSet<>();
        Stream.concat(
                        Stream.of(ScrapedAnswer.INSTANCE_UP, ScrapedAnswer.LOCATION_UP),
                        Rules.of(TARGETS, List.of(INFRA.resolve("local/shop.yaml"))).metrics().stream())
                .forEach(metric -> served.add(PrometheusName.of(metric).sample()));

        // when
        JsonNode dashboard =
                Json.wire().readTree(Files.readAllBytes(INFRA.resolve("docs/dashboards/" + application + ".json")));
        List<String> queries = new ArrayList<>(dashboard.findValuesAsText("expr"));
        queries.addAll(dashboard.findValuesAsText("query"));
        Set<String> asked = new TreeSet<>();
        queries.forEach(query -> METRIC.matcher(query).results().forEach(found -> asked.add(found.group())));

        // then
        assertThat(asked).hasSizeGreaterThan(10);
        assertThat(served).containsAll(asked);
    }
}
