package io.farspan.core.http;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.core.agent.ScriptedAgent;
import io.farspan.core.timer.TimedPublication;
import io.farspan.core.timer.TimerReport;
import io.farspan.plugin.FunctionPlugin;
import io.farspan.protocol.plugin.PluginFolder;
import io.farspan.testkit.plugin.PluginJar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A function that its platform's timer calls, with a plugin {@code publish} from a jar. */
class TimedPublicationTest extends FunctionStage {

    private static final String PLUGIN =
            """
            package sample;
            import io.farspan.plugin.*;
            import io.farspan.protocol.call.*;
            import io.farspan.protocol.json.RawJson;
            import java.util.*;
            public class Publish implements FunctionPlugin {
                private int calls;
                public String name() { return "publish"; }
                public String version() { return "1.0"; }
                public Role role() { return Role.ADMIN; }
                public boolean changesState() { return true; }
                public PluginAnswer answer(RawJson body, PluginContext context) throws Exception {
                    calls++;
                    %s
                }
            }
            """;

    @TempDir
    Path folder;

    private Optional<ManagementFunction> timed = Optional.empty();

    @AfterEach
    void closeTheOther() {
        timed.ifPresent(ManagementFunction::close);
    }

    @Test
    void itPublishesUntilNothingIsLeft() throws IOException {
        try (ScriptedAgent agent = ScriptedAgent.answering(ANSWER)) {
            // given
            register("i-1", agent.address());

            // when
            TimerReport report = onTimer(
                    """
                    int size = context.agents().ask(List.of(RawJson.of("{\\"type\\":\\"version\\"}"))).size();
                    return PluginAnswer.of(RawJson.of("{\\"records\\":" + size * 10 + ",\\"left\\":" + (calls < 3)
                            + ",\\"problems\\":{}}"));
                    """,
                    List.of("shop"),
                    Duration.ofSeconds(20));

            // then
            assertThat(report).isEqualTo(new TimerReport(30, false, List.of()));
        }
    }

    @Test
    void itEndsWhenItsTimeIsOver() throws IOException {
        // when
        TimerReport report = onTimer(
                "return PluginAnswer.of(RawJson.of(\"{\\\"records\\\":1,\\\"left\\\":true,\\\"problems\\\":{}}\"));",
                List.of("shop"),
                Duration.ofMillis(1_300));

        // then
        assertThat(report.records()).isPositive();
        assertThat(report.left()).isTrue();
    }

    @Test
    void whatCannotBePublishedIsNotTriedAgainAndAgain() throws IOException {
        // when
        TimerReport report = onTimer(
                """
                return PluginAnswer.of(RawJson.of("{\\"records\\":0,\\"left\\":true,\\"problems\\":{\\"aws1/i-1\\":"
                        + "{\\"type\\":\\"urn:x\\",\\"title\\":\\"x\\",\\"status\\":503,\\"code\\":\\"STORE_UNREACHABLE\\","
                        + "\\"retryable\\":true,\\"detail\\":\\"Kafka is away \\"}}}".replace("away ", "away " + calls)));
                """,
                List.of("shop"),
                Duration.ofSeconds(20));

        // then
        assertThat(report).isEqualTo(new TimerReport(0, true, List.of("shop: aws1/i-1: Kafka is away 1")));
    }

    @Test
    void aPluginThatFailsOrIsMissingIsToldForEachApplication() throws IOException {
        // when
        TimerReport report = onTimer(
                "throw new IllegalStateException(\"no brokers\");", List.of("shop", "bank"), Duration.ofSeconds(20));

        // then
        assertThat(report.records()).isZero();
        assertThat(report.problems()).hasSize(2);
        assertThat(report.problems().get(0))
                .startsWith("shop: 'publish' failed:")
                .contains("no brokers");
        assertThat(report.problems().get(1)).startsWith("bank: 'publish' failed:");
    }

    @Test
    void withoutApplicationsItSaysWhatToSet() {
        assertThat(function.onTimer(Duration.ofSeconds(5)).problems())
                .singleElement()
                .asString()
                .contains("farspan.publish.applications");
    }

    @Test
    void theApplicationsAreNamesWithCommasBetween() {
        assertThat(TimedPublication.applications(of("shop, bank"))).containsExactly("shop", "bank");
        assertThat(TimedPublication.applications(of(""))).isEmpty();
        assertThatThrownBy(() -> TimedPublication.applications(of("shop,Bank!")))
                .hasMessageContaining("farspan.publish.applications 'Bank!'");
    }

    private static java.util.function.Function<String, Optional<String>> of(String names) {
        return key -> Optional.ofNullable(
                Map.of("farspan.publish.applications", names).get(key));
    }

    private TimerReport onTimer(String code, List<String> applications, Duration limit) throws IOException {
        PluginJar.write(folder.resolve("Publish.jar"), FunctionPlugin.class, "sample.Publish", PLUGIN.formatted(code));
        timed = Optional.of(ManagementFunction.create(
                settings(32 << 20, limits()),
                applications,
                map,
                Clock.fixed(NOW, ZoneOffset.UTC),
                PluginFolder.read(
                        key -> key.equals("farspan.plugins") ? Optional.of(folder.toString()) : Optional.empty(),
                        TimedPublicationTest.class.getClassLoader())));
        return timed.get().onTimer(limit);
    }
}
