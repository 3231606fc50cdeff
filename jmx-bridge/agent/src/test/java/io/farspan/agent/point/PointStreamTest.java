package io.farspan.agent.point;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.farspan.agent.Application;

import static io.farspan.agent.point.TestPoints.await;
import static org.assertj.core.api.Assertions.assertThat;

/** An application under the packed agent, whose points are set and read through Jolokia. */
class PointStreamTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void hitsAreRecordsOfTheStreamAndTheApplicationSeesOneClass() throws Exception {
        // given
        String options = "port=0,host=127.0.0.1,farspan.spool=" + folder.resolve("spool");
        String type = Ordering.class.getName();
        try (Application application = Application.underTheAgent(folder.resolve("errors"), options, Ordering.class)) {
            String url = application.line("url");
            application.tell("before");
            assertThat(application.line("placed")).isEqualTo("6 false false false");

            assertThat(loadedClasses(url))
                    .contains("io.farspan.agent.point.Points")
                    .doesNotContain("-org.objectweb.asm");

            // when
            JsonNode added = exec(
                    url,
                    "add",
                    "{\"kind\":\"log\",\"class\":\"" + type + "\",\"method\":\"place\",\"condition\":\"amount > 3\","
                            + "\"message\":\"{customer} {placed}\"}");
            JsonNode refused =
                    exec(url, "add", "{\"kind\":\"log\",\"class\":\"" + type + "\",\"line\":1,\"message\":\"x\"}");
            application.tell("ann");
            application.tell("north");

            // then
            assertThat(JSON.readTree(added.get("value").asText()).get("classes").asInt())
                    .isEqualTo(1);
            assertThat(refused.get("error").asText()).contains("there is no code at this line; the nearest lines");
            assertThat(application.line("placed")).isEqualTo("9 true false false");
            assertThat(application.line("placed")).isEqualTo("14 true false false");
            await().untilAsserted(() -> assertThat(messages(url)).containsExactly("north 9"));

            // when
            exec(
                    url,
                    "remove",
                    JSON.readTree(added.get("value").asText()).get("id").asText());
            application.tell("south");

            // then
            assertThat(application.line("placed")).isEqualTo("19 true false false");
            assertThat(exec(url, "list").get("value").asText()).isEqualTo("[]");
            await().untilAsserted(() -> assertThat(messages(url))
                    .containsExactly("north 9", "the point " + type + ".place is removed: somebody removed it"));
        }
        assertThat(Files.readString(folder.resolve("errors"))).doesNotContain("farspan-agent");
    }

    private static List<String> messages(String url) throws Exception {
        JsonNode block = JSON.readTree(Application.ask(
                        url,
                        Map.of(
                                "type",
                                "exec",
                                "mbean",
                                "io.farspan:type=Streams",
                                "operation",
                                "read",
                                "arguments",
                                List.of("points", "", 0, 1_000_000)))
                .get("value")
                .asText());
        List<String> messages = new ArrayList<>();
        ByteBuffer frames =
                ByteBuffer.wrap(Base64.getDecoder().decode(block.get("block").asText()));
        while (frames.hasRemaining()) {
            byte[] payload = new byte[frames.getInt()];
            frames.getInt();
            frames.get(payload);
            messages.add(JSON.readTree(new String(payload, StandardCharsets.UTF_8))
                    .get("m")
                    .asText());
        }
        return messages;
    }

    /** What the JVM has loaded, by its own account. */
    private static String loadedClasses(String url) throws Exception {
        return ask(url, "com.sun.management:type=DiagnosticCommand", "vmClassHierarchy", List.of(List.of()))
                .get("value")
                .asText();
    }

    private static JsonNode exec(String url, String operation, Object... arguments) throws Exception {
        return ask(url, PointsMXBean.NAME, operation, List.of(arguments));
    }

    private static JsonNode ask(String url, String mbean, String operation, List<?> arguments) throws Exception {
        return Application.ask(
                url, Map.of("type", "exec", "mbean", mbean, "operation", operation, "arguments", arguments));
    }
}
