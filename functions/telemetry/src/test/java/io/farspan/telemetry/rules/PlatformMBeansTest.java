package io.farspan.telemetry.rules;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.jolokia.jvmagent.JolokiaServer;
import org.jolokia.jvmagent.JolokiaServerConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;

import static org.assertj.core.api.Assertions.assertThat;

/** OpenTelemetry's rules and this JVM's own MBeans, read by an unmodified Jolokia agent. */
class PlatformMBeansTest {

    private JolokiaServer agent;

    @BeforeEach
    void start() throws IOException {
        agent = new JolokiaServer(
                new JolokiaServerConfig(Map.of("host", "127.0.0.1", "port", "0", "discoveryEnabled", "false")));
        agent.start();
    }

    @AfterEach
    void stop() {
        agent.stop();
    }

    @Test
    void everyMetricOfTheJvmHasPoints() throws Exception {
        // given
        RuleSet jvm = Rules.of(List.of("jvm"), List.of());

        // when
        List<MetricPoint> points = ask(jvm);

        // then
        assertThat(points.stream().map(MetricPoint::metric).distinct())
                .containsExactlyInAnyOrderElementsOf(jvm.metrics());
        assertThat(points)
                .filteredOn(point -> point.metric().name().equals("jvm.memory.used"))
                .hasSize(ManagementFactory.getPlatformMXBeans(MemoryPoolMXBean.class)
                        .size())
                .allSatisfy(point -> {
                    assertThat(point.metric().unit()).isEqualTo("By");
                    MemoryPoolMXBean pool = pool(point.attributes().get("jvm.memory.pool.name"));
                    assertThat(point.attributes())
                            .containsEntry(
                                    "jvm.memory.type", pool.getType().name().toLowerCase(Locale.ROOT))
                            .hasSize(2);
                });
        assertThat(points)
                .filteredOn(point -> point.metric().name().equals("jvm.memory.limit"))
                .allSatisfy(point -> assertThat(point.value())
                        .isEqualTo(pool(point.attributes().get("jvm.memory.pool.name"))
                                .getUsage()
                                .getMax()));
        assertThat(points)
                .filteredOn(point -> point.metric().name().equals("jvm.buffer.count"))
                .hasSize(ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)
                        .size());
        assertThat(value(points, "jvm.cpu.count"))
                .isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(value(points, "jvm.cpu.time")).as("seconds, not nanoseconds").isBetween(0.001, 1e6);
    }

    @Test
    void rulesOfWhatIsNotThereGiveNothing() throws Exception {
        // given: no Tomcat, broker or other server in this JVM
        RuleSet all = Rules.of(Rules.TARGETS, List.of());

        // when, then
        assertThat(ask(all))
                .isNotEmpty()
                .allSatisfy(point -> assertThat(point.metric().name()).startsWith("jvm."));
    }

    private static MemoryPoolMXBean pool(String name) {
        return ManagementFactory.getPlatformMXBeans(MemoryPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals(name))
                .findAny()
                .orElseThrow();
    }

    private static double value(List<MetricPoint> points, String metric) {
        return points.stream()
                .filter(point -> point.metric().name().equals(metric))
                .findAny()
                .orElseThrow()
                .value();
    }

    private List<MetricPoint> ask(RuleSet rules) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(agent.getUrl()))
                                .POST(HttpRequest.BodyPublishers.ofByteArray(
                                        Json.write(JolokiaRequest.raw(rules.requests()))))
                                .build(),
                        HttpResponse.BodyHandlers.ofByteArray());
        List<RawJson> responses = new ArrayList<>();
        for (JsonNode response : Json.wire().readTree(answer.body())) {
            responses.add(RawJson.of(response));
        }
        assertThat(responses).hasSameSizeAs(rules.requests());
        return rules.apply(MBeanValues.ofResponses(rules.requests(), responses));
    }
}
