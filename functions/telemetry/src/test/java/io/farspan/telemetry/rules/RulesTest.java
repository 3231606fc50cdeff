package io.farspan.telemetry.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RulesTest {

    @TempDir
    private Path folder;

    @Test
    void aDeploymentsFileIsAddedToTheTargets() throws IOException {
        // given
        Path file = Files.writeString(
                folder.resolve("shop.yaml"),
                "rules: [{bean: 'shop:type=Orders', mapping: {Placed: {metric: shop.placed}}}]");

        // when
        RuleSet rules = Rules.of(List.of("jvm", "jvm"), List.of(file));

        // then
        assertThat(rules.metrics())
                .extracting(Metric::name)
                .contains("jvm.memory.used", "shop.placed")
                .doesNotHaveDuplicates();
        assertThat(rules.requests())
                .hasSameSizeAs(rules.requests().stream().distinct().toList());
    }

    @Test
    void anUnknownTargetOrFileIsSaid() throws IOException {
        Path large = Files.writeString(folder.resolve("large.yaml"), "#".repeat(RuleFile.MOST_CHARACTERS + 1));

        assertThatThrownBy(() -> Rules.of(List.of("jmv"), List.of()))
                .hasMessageContaining("'jmv'")
                .hasMessageContaining("jvm, tomcat, kafka-broker, activemq, jetty");
        assertThatThrownBy(() -> Rules.of(List.of(), List.of(folder.resolve("none.yaml"))))
                .hasMessageContaining("none.yaml")
                .hasMessageContaining("farspan.telemetry.metrics.rules");
        assertThatThrownBy(() -> Rules.of(List.of(), List.of(large))).hasMessageContaining("bytes");
    }

    @Test
    void openTelemetrysRuleSetsGoTogether() {
        assertThat(Rules.of(Rules.TARGETS, List.of()).metrics())
                .extracting(Metric::name)
                .contains(
                        "jvm.memory.used",
                        "http.server.tomcat.requestCount",
                        "kafka.message.count",
                        "activemq.ProducerCount",
                        "jetty.threads.busyThreads");
    }
}
