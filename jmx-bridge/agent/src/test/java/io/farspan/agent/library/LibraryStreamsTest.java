package io.farspan.agent.library;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.tools.attach.VirtualMachine;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.farspan.agent.Application;
import io.farspan.agent.Visible;
import io.farspan.agent.spool.Records;
import io.farspan.agent.spool.Spool;
import io.farspan.agent.spool.SpoolSize;

import static org.assertj.core.api.Assertions.assertThat;

/** Applications with libraries of their own under the packed agent; what they logged is read from its spool. */
class LibraryStreamsTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"logback", "logback-old"})
    void eventsOfLogbackAreRecordsFromTheFirstToTheLast(String library) throws Exception {
        // when
        runAndKill(library, LogbackLogging.class);

        // then
        List<JsonNode> records = records("logback");
        assertThat(messages(records))
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo("first of 1"),
                        second -> assertThat(second)
                                .startsWith("failed\njava.lang.IllegalStateException: why\n\tat ")
                                .contains("Caused by: java.io.IOException: because"),
                        third -> assertThat(third).isEqualTo("inside of {}"),
                        fourth -> assertThat(fourth).isEqualTo("outside of an object"),
                        fifth -> assertThat(fifth).isEqualTo("after the reset"),
                        sixth -> assertThat(sixth).isEqualTo("kept from the root"),
                        last -> assertThat(last).isEqualTo("told"));
        assertThat(severities(records)).containsExactly(9, 17, 9, 13, 5, 1, 9);
        checkFields(records);
    }

    @ParameterizedTest
    @ValueSource(strings = {"log4j", "log4j-old"})
    void eventsOfLog4jAreRecordsFromTheFirstToTheLast(String library) throws Exception {
        // when
        runAndKill(library, Log4jLogging.class);

        // then
        List<JsonNode> records = records("log4j2");
        assertThat(messages(records))
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo("first of 1"),
                        second -> assertThat(second)
                                .startsWith("failed\njava.lang.IllegalStateException: why\n\tat ")
                                .contains("Caused by: java.io.IOException: because"),
                        third -> assertThat(third).isEqualTo("inside of it"),
                        fourth -> assertThat(fourth).isEqualTo("outside of an object"),
                        fifth -> assertThat(fifth).isEqualTo("after the new configuration"),
                        sixth -> assertThat(sixth).isEqualTo("kept from the root"),
                        last -> assertThat(last).isEqualTo("told"));
        assertThat(severities(records)).containsExactly(17, 21, 17, 17, 17, 1, 17);
        checkFields(records);
    }

    @Test
    void copiesInLoadersOfTheirOwnShareAStreamAndCanBeUnloaded() throws Exception {
        // when
        try (Application application = Application.underTheAgent(
                folder.resolve("errors"),
                options(),
                ChildLoaders.class,
                Application.library("logback").toString(),
                LogbackLogging.class.getName(),
                Application.library("logback-old").toString(),
                LogbackLogging.class.getName(),
                Application.library("log4j").toString(),
                Log4jLogging.class.getName(),
                Application.library("log4j-old").toString(),
                Log4jLogging.class.getName())) {
            application.line("all logged");

            // then: Log4j registers a hook of the JVM's that holds its loader, with and without us
            assertThat(application.line("unloaded")).isEqualTo("true");
            assertThat(application.line("unloaded")).isEqualTo("true");
        }
        assertThat(messages(records("logback")))
                .hasSize(12)
                .filteredOn("first of 1"::equals)
                .hasSize(2);
        assertThat(messages(records("log4j2")))
                .hasSize(12)
                .filteredOn("first of 1"::equals)
                .hasSize(2);
        assertThat(errors()).doesNotContain("farspan-agent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"logback", "log4j"})
    void aLibraryThatWasLoadedBeforeTheAgentIsFound(String library) throws Exception {
        // given
        boolean logback = library.equals("logback");
        try (Application application = Application.withLibraries(
                folder.resolve("errors"), "", List.of(Application.library(library)), Waiting.class, library)) {
            application.line("waiting");

            // when
            VirtualMachine machine = VirtualMachine.attach(Long.toString(application.pid()));
            machine.loadAgent(Application.jar().toString(), options());
            machine.detach();

            // then
            Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                application.tell("");
                assertThat(application.line("appenders")).contains("farspan");
            });
            application.kill();
        }
        assertThat(messages(records(logback ? "logback" : "log4j2"))).contains("told");
    }

    @Test
    void theApplicationSeesNoClassOfTheAppenders() throws Exception {
        // given
        try (Application application = Application.withLibraries(
                folder.resolve("errors"), options(), List.of(Application.library("logback")), Visible.class, "end")) {

            // then
            for (Optional<String> line = visible(application); line.isPresent(); line = visible(application)) {
                assertThat(line.get()).matches("io\\.farspan\\.agent\\.Agent true|.* false");
            }
            assertThat(application.exit()).isZero();
        }
    }

    private static Optional<String> visible(Application application) throws Exception {
        String line = application.line();
        return line.startsWith("visible ") ? Optional.of(line.substring("visible ".length())) : Optional.empty();
    }

    private void runAndKill(String library, Class<?> main) throws Exception {
        try (Application application = Application.withLibraries(
                folder.resolve("errors"), options(), List.of(Application.library(library)), main)) {
            application.line("logged");
            application.tell("");
            application.line("told");
            application.kill();
        }
        assertThat(errors()).doesNotContain("farspan-agent").doesNotContain("Recursive call");
        assertThat(all("logback").gaps()).doesNotContain("APPENDER_LATE");
        assertThat(all("log4j2").gaps()).doesNotContain("APPENDER_LATE");
    }

    private static void checkFields(List<JsonNode> records) {
        JsonNode first = records.get(0);
        assertThat(first.get("T").asText()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(first.get("S").asText()).isEqualTo("b7ad6b7169203331");
        assertThat(first.get("a").toString()).isEqualTo("{\"customer\":\"c1\"}");
        assertThat(first.get("l").asText()).isEqualTo("shop.Orders");
        assertThat(first.get("h").asText()).isEqualTo("main");
        assertThat(first.get("t").asLong()).isGreaterThan(1_600_000_000_000_000_000L);
        JsonNode second = records.get(1);
        assertThat(second.has("T")).isFalse();
        assertThat(second.at("/a/trace_id").asText()).isEqualTo("none");
        assertThat(second.at("/a/marker").asText()).isEqualTo("AUDIT");
    }

    private String options() {
        return "port=0,host=127.0.0.1,farspan.metrics=none,farspan.spool=" + folder.resolve("spool");
    }

    private String errors() throws Exception {
        return Files.readString(folder.resolve("errors"));
    }

    private List<JsonNode> records(String stream) throws Exception {
        return all(stream).all().stream().filter(record -> record.has("m")).toList();
    }

    private Records all(String stream) throws Exception {
        try (Spool spool =
                Spool.open(folder.resolve("spool").resolve(stream), SpoolSize.of(128L << 20), Clock.systemUTC(), "")) {
            return Records.of(spool);
        }
    }

    private static List<String> messages(List<JsonNode> records) {
        return records.stream().map(record -> record.get("m").asText()).toList();
    }

    private static List<Integer> severities(List<JsonNode> records) {
        return records.stream().map(record -> record.get("s").asInt()).toList();
    }
}
