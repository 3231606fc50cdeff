package io.farspan.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class AgentTest {

    @TempDir
    Path folder;

    @Test
    void theJarIsSmallAndShowsOneClass() throws IOException {
        // when
        List<String> classes;
        try (JarFile jar = new JarFile(Application.jar().toFile())) {
            classes = jar.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(".class") && !name.startsWith("isolated/"))
                    .collect(Collectors.toList());
        }

        // then
        assertThat(classes).containsExactly("io/farspan/agent/Agent.class");
        assertThat(Files.size(Application.jar())).isLessThan(5_000_000);
    }

    @Test
    void jolokiaAnswersAndTheApplicationSeesNothingOfIt() throws Exception {
        // given
        try (Application application =
                Application.underTheAgent(folder.resolve("errors"), "port=0,host=127.0.0.1", Visible.class)) {

            // then
            assertThat(application.line("visible")).isEqualTo("io.farspan.agent.Agent true");
            assertThat(application.line("visible")).isEqualTo("io.farspan.agent.start.Start false");
            assertThat(application.line("visible")).isEqualTo("io.farspan.agent.logback.Contexts false");
            assertThat(application.line("visible")).isEqualTo("io.farspan.agent.log4j2.Contexts false");
            assertThat(application.line("visible")).isEqualTo("io.farspan.agent.library.AppenderLoader false");
            assertThat(application.line("visible")).isEqualTo("org.jolokia.jvmagent.JvmAgent false");
            assertThat(application.line("visible")).isEqualTo("org.jolokia.json.JSONObject false");
            assertThat(application.line("resource")).isEqualTo("false");
            long main = Long.parseLong(application.line("thread"));
            assertThat(application.line("nodelay")).isEqualTo("true");

            // when
            JsonNode answers = Application.ask(
                    application.line("url"),
                    List.of(
                            Map.of("type", "read", "mbean", "java.lang:type=Runtime", "attribute", "SystemProperties"),
                            Map.of("type", "version"),
                            Map.of(
                                    "type",
                                    "exec",
                                    "mbean",
                                    "java.lang:type=Threading",
                                    "operation",
                                    "getThreadInfo(long)",
                                    "arguments",
                                    List.of(main))));

            // then
            assertThat(answers.at("/0/value/java.class.path").asText()).isNotEmpty();
            assertThat(answers.at("/1/value/agent").asText()).isEqualTo("2.6.0");
            assertThat(answers.at("/2/value/threadName").asText()).isEqualTo("main");
        }
        assertThat(folder.resolve("errors")).content().doesNotContain("farspan-agent");
    }

    @Test
    void aFailureIsOneLineAndNotTheApplications() throws Exception {
        // given
        try (Application application =
                Application.underTheAgent(folder.resolve("errors"), "port=notanumber", Visible.class, "end")) {

            // then
            assertThat(application.line("nodelay")).isEqualTo("true");
            assertThat(application.exit()).isZero();
        }
        assertThat(Files.readAllLines(folder.resolve("errors")).stream()
                        .filter(line -> line.startsWith("farspan-agent: Jolokia is not started: ")))
                .hasSize(1);
    }
}
