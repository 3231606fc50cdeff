package io.farspan.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** The launcher with a Java that only says what it is asked. */
class LauncherTest {

    private static final Path LAUNCHER = Path.of("src/main/launcher/farspan").toAbsolutePath();

    @TempDir
    private Path folder;

    private Path java;

    @BeforeEach
    void install() throws IOException {
        java = Files.createDirectories(folder.resolve("java/bin")).resolve("java");
        Files.createFile(folder.resolve("farspan.jar"));
    }

    private void install(String release, String script) throws IOException {
        Files.writeString(folder.resolve("java/release"), release + "\n");
        Files.writeString(java, "#!/bin/sh\n" + script + "\n");
        java.toFile().setExecutable(true);
    }

    private Process start(Map<String, String> more) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("sh", LAUNCHER.toString(), "map");
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("FARSPAN_") || name.startsWith("XDG_"));
        environment.put("HOME", folder.toString());
        environment.put("JAVA_HOME", folder.resolve("java").toString());
        environment.put("FARSPAN_JAR", folder.resolve("farspan.jar").toString());
        environment.putAll(more);
        return builder.redirectErrorStream(true).start();
    }

    private static String said(Process process) throws Exception {
        boolean ended = process.waitFor(30, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly();
        }
        assertThat(ended).isTrue();
        return new String(process.getInputStream().readAllBytes(), UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "JAVA_RUNTIME_VERSION=\"11.0.21+9\", 1",
        "JAVA_VERSION=\"1.8.0_392\", 1",
        "JAVA_RUNTIME_VERSION=\"17.0.9+9\", 0",
        "IMPLEMENTOR=\"Nobody\", 0"
    })
    void aJavaThatIsTooOldIsSaid(String release, int code) throws Exception {
        // given
        install(release, "echo started");

        // when
        Process process = start(Map.of("FARSPAN_ARCHIVE", "none"));
        String said = said(process);

        // then
        assertThat(process.exitValue()).isEqualTo(code);
        assertThat(said).contains(code == 0 ? "started" : "install a JRE of version 17 or later");
    }

    @Test
    void theArchiveIsTriedAgainWhenAnEarlierTryWasLeftBehind() throws Exception {
        // given: a Java that waits for the one that makes the archive
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        install(
                "JAVA_RUNTIME_VERSION=\"17.0.9+9\"",
                "case $1 in\n -XX:ArchiveClassesAtExit=*) echo tried > '" + pipe + "' ;;\n *) cat '" + pipe
                        + "' ;;\nesac");
        Path making = Files.createDirectories(folder.resolve(".cache/farspan/farspan-17.0.9+9.jsa.making"));
        Files.setLastModifiedTime(making, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));

        // when, then
        assertThat(said(start(Map.of()))).isEqualTo("tried\n");
    }
}
