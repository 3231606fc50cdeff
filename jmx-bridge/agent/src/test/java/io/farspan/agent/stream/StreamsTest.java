package io.farspan.agent.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.agent.Application;
import io.farspan.agent.logging.Logging;

import static org.assertj.core.api.Assertions.assertThat;

/** An application under the agent, read through Jolokia as a function does. */
class StreamsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void eventsAndLinesAreReadThroughJolokiaAndOutliveTheApplication() throws Exception {
        // given
        Path log = folder.resolve("app.log");
        Files.writeString(log, "one\ntwo\n");
        String options = "port=0,host=127.0.0.1,farspan.spool=" + folder.resolve("spool") + ",farspan.files=" + log;
        String incarnation;
        String run;
        List<JsonNode> events;

        // when
        try (Application application = Application.underTheAgent(folder.resolve("errors"), options, Logging.class)) {
            application.line("logged");
            String url = application.line("url");
            events = await(url, "jul", 6);
            incarnation = entry(url, "jul").get("incarnation").asText();

            // then
            assertThat(events.stream().map(event -> event.get("m").asText()))
                    .satisfiesExactly(
                            first -> assertThat(first).isEqualTo("first of 0"),
                            second -> assertThat(second)
                                    .startsWith("failed\njava.lang.IllegalStateException: why\n\tat ")
                                    .contains("Caused by: java.io.IOException: because"),
                            third -> assertThat(third).isEqualTo("inside {0}"),
                            fourth -> assertThat(fourth).isEqualTo("after the new configuration: an object"),
                            fifth -> assertThat(fifth).startsWith("broken {0}"),
                            sixth -> assertThat(sixth).startsWith("lone \uFFFD").endsWith(" and \uFFFD"));
            assertThat(events.get(0).get("s").asInt()).isEqualTo(9);
            assertThat(events.get(1).get("s").asInt()).isEqualTo(17);
            assertThat(events.get(0).get("l").asText()).isEqualTo("shop.Orders");
            assertThat(events.get(0).get("h").asText()).isEqualTo("main");
            assertThat(events.get(0).get("t").asLong()).isGreaterThan(1_600_000_000_000_000_000L);
            assertThat(await(url, "file:" + log, 2).stream()
                            .map(line -> line.get("m").asText()))
                    .containsExactly("one", "two");

            // when
            JsonNode clock = clock(url);
            JsonNode unknown = exec(url, "read", "nothing", "", 0, 1000);
            exec(url, "release", "jul", incarnation, 3);

            // then
            run = clock.get("run").asText();
            assertThat(clock.get("now").asLong())
                    .isGreaterThan(events.get(5).get("t").asLong());
            assertThat(entry(url, "jul").get("since").asLong()).isZero();
            assertThat(unknown.get("error").asText()).contains("this instance has no stream nothing");
            assertThat(entry(url, "jul").get("next").asLong()).isEqualTo(6);
            assertThat(entry(url, "jul").get("released").asLong()).isEqualTo(3);
            assertThat(entry(url, "jul").get("kind").asText()).isEqualTo("log");
            application.kill();
        }
        try (Application application = Application.underTheAgent(folder.resolve("errors"), options, Logging.class)) {
            application.line("logged");
            String url = application.line("url");

            // then
            assertThat(await(url, "jul", 12).subList(0, 6)).isEqualTo(events);
            assertThat(entry(url, "jul").get("incarnation").asText()).isEqualTo(incarnation);
            assertThat(await(url, "file:" + log, 2)).hasSize(2);
            assertThat(entry(url, "jul").get("since").asLong()).isEqualTo(6);
            assertThat(clock(url).get("run").asText()).isNotEqualTo(run);
        }
        assertThat(Files.readString(folder.resolve("errors"))).doesNotContain("farspan-agent");
    }

    @Test
    @Tag("full")
    void streamsThatCouldNotBeOpenedAtTheStartAreOpenedLaterAndSaySo() throws Exception {
        // given
        Path spool = folder.resolve("spool");
        Files.createDirectory(
                spool, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        for (String stream : List.of("jul", "jmx", "logback")) {
            Files.createFile(spool.resolve(stream));
        }
        String options = "port=0,host=127.0.0.1,farspan.spool=" + spool;
        try (Application application = Application.underTheAgent(folder.resolve("errors"), options, Logging.class)) {
            application.line("logged");
            String url = application.line("url");

            // when
            for (String stream : List.of("jul", "jmx", "logback")) {
                Files.delete(spool.resolve(stream));
            }

            // then
            Awaitility.await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> {
                entry(url, "jul");
                entry(url, "jmx");
            });
            List<JsonNode> first = await(url, "jul", 1);
            assertThat(first.get(0).at("/g/reason").asText()).isEqualTo("DISK_FULL");
            assertThat(await(url, "jmx", 1).get(0).at("/g/reason").asText()).isEqualTo("DISK_FULL");

            // when
            application.tell("");

            // then
            List<JsonNode> records = await(url, "jul", 2);
            assertThat(records.get(records.size() - 1).get("m").asText()).isEqualTo("told");
        }
        assertThat(Files.readString(folder.resolve("errors")))
                .containsOnlyOnce("farspan-agent: the stream jul is not started, it is tried again: ");
    }

    @Test
    void attributesAreSampledAsTheOptionsSayAndThenAsHomeChooses() throws Exception {
        // given
        String options = "port=0,host=127.0.0.1,farspan.spool=" + folder.resolve("spool")
                + ",farspan.metrics=java.lang:type=Runtime[Uptime\\,VmName]|java.lang:type=Memory,farspan.metrics.every=1000";
        int before;

        // when
        try (Application application = Application.underTheAgent(folder.resolve("errors"), options, Logging.class)) {
            String url = application.line("url");
            JsonNode sample = await(url, "jmx", 2).get(1).get("j");

            // then
            assertThat(entry(url, "jmx").get("kind").asText()).isEqualTo("metric");
            assertThat(sample).hasSize(2);
            assertThat(sample.at("/0/n").asText()).isEqualTo("java.lang:type=Runtime");
            assertThat(sample.at("/0/v")).hasSize(2);
            assertThat(sample.at("/0/v/Uptime").asLong()).isPositive();
            assertThat(sample.at("/1/v/HeapMemoryUsage/used").asLong()).isPositive();
            assertThat(sample.at("/1/v/Verbose").isBoolean()).isTrue();

            // when
            JsonNode refused = exec(url, "sample", "java.lang:type=Runtime", 1);
            JsonNode chosen = exec(url, "sample", "java.lang:type=Threading[ThreadCount]", 1000);

            // then
            assertThat(refused.get("error").asText()).contains("the interval must be 1000 to 86400000");
            assertThat(chosen.get("status").asInt()).isEqualTo(200);
            before = await(url, "jmx", 0).size();
            List<JsonNode> after = await(url, "jmx", before + 2);
            assertThat(after.get(after.size() - 1).get("j").toString())
                    .matches("\\[\\{\"n\":\"java.lang:type=Threading\",\"v\":\\{\"ThreadCount\":\\d+}}]");
            before = after.size();
            application.kill();
        }
        try (Application application = Application.underTheAgent(folder.resolve("errors"), options, Logging.class)) {
            // then
            assertThat(await(application.line("url"), "jmx", before + 3).subList(before + 1, before + 3))
                    .allSatisfy(
                            record -> assertThat(record.at("/j/0/n").asText()).isEqualTo("java.lang:type=Threading"));
        }
        assertThat(Files.readString(folder.resolve("errors"))).doesNotContain("farspan-agent");
    }

    @Test
    void notificationsAreRecords() throws Exception {
        // given
        String options = "port=0,host=127.0.0.1,farspan.spool=" + folder.resolve("spool")
                + ",farspan.notifications=java.lang:type=GarbageCollector\\,*";

        // when
        try (Application application = Application.underTheAgent(folder.resolve("errors"), options, Logging.class)) {
            String url = application.line("url");
            Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                Application.ask(url, Map.of("type", "exec", "mbean", "java.lang:type=Memory", "operation", "gc"));
                assertThat(entry(url, "notifications").get("next").asLong()).isPositive();
            });

            // then
            assertThat(entry(url, "notifications").get("kind").asText()).isEqualTo("notification");
            assertThat(await(url, "notifications", 1)).allSatisfy(record -> {
                assertThat(record.at("/a/source").asText()).startsWith("java.lang:name=");
                assertThat(record.at("/a/type").asText()).isEqualTo("com.sun.management.gc.notification");
                assertThat(record.at("/a/data").asText()).contains("\"gcInfo\":{");
            });
        }
    }

    private static JsonNode entry(String url, String name) throws Exception {
        for (JsonNode stream : JSON.readTree(exec(url, "list").get("value").asText())) {
            if (stream.get("name").asText().equals(name)) {
                return stream;
            }
        }
        throw new AssertionError("no stream " + name);
    }

    private static JsonNode clock(String url) throws Exception {
        return JSON.readTree(
                Application.ask(url, Map.of("type", "read", "mbean", "io.farspan:type=Streams", "attribute", "Clock"))
                        .get("value")
                        .asText());
    }

    private static List<JsonNode> await(String url, String name, int count) {
        List<JsonNode> records = new ArrayList<>();
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            JsonNode block = JSON.readTree(
                    exec(url, "read", name, "", 0, 1_000_000).get("value").asText());
            records.clear();
            ByteBuffer frames = ByteBuffer.wrap(
                    Base64.getDecoder().decode(block.get("block").asText()));
            while (frames.hasRemaining()) {
                byte[] payload = new byte[frames.getInt()];
                frames.getInt();
                frames.get(payload);
                records.add(JSON.readTree(new String(payload, StandardCharsets.UTF_8)));
            }
            assertThat(block.get("next").asLong()).isEqualTo(records.size());
            assertThat(records).hasSizeGreaterThanOrEqualTo(count);
        });
        return records;
    }

    private static JsonNode exec(String url, String operation, Object... arguments) throws Exception {
        return Application.ask(
                url,
                Map.of(
                        "type",
                        "exec",
                        "mbean",
                        "io.farspan:type=Streams",
                        "operation",
                        operation,
                        "arguments",
                        List.of(arguments)));
    }
}
