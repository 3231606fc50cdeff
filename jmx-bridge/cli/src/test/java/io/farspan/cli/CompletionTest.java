package io.farspan.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** The completion scripts in the shells that there are. */
class CompletionTest {

    @TempDir
    private Path folder;

    @BeforeEach
    void names() throws IOException {
        Files.createDirectories(folder.resolve(".cache/farspan"));
        Files.writeString(
                folder.resolve(".cache/farspan/names-test"),
                "shop\nshop/aws1\nshop/aws1/i-1\nshop/az1\nshop/primary\n");
        Files.writeString(folder.resolve(".cache/farspan/names-test.asked"), "");
        Files.writeString(folder.resolve(".cache/farspan/names-prod"), "desk\n");
        Files.writeString(folder.resolve(".cache/farspan/names-prod.asked"), "");
        Files.createDirectories(folder.resolve(".config/farspan"));
        Files.writeString(folder.resolve(".config/farspan/config"), "use = test\n[test]\nuser = a\n[prod]\nuser = b\n");
        Files.writeString(folder.resolve("some-file"), "");
    }

    private static Stream<Arguments> lines() {
        return Stream.of(
                Arguments.of(List.of("farspan", "loc"), List.of("locations")),
                Arguments.of(List.of("farspan", "plugin", ""), List.of("list", "call")),
                Arguments.of(List.of("farspan", "get", "shop/aws"), List.of("shop/aws1", "shop/aws1/i-1")),
                Arguments.of(List.of("farspan", "plugin", "call", "shop/az"), List.of("shop/az1")),
                Arguments.of(List.of("farspan", "get", "-p", "prod", ""), List.of("desk")),
                Arguments.of(List.of("farspan", "get", "--profile", ""), List.of("test", "prod")),
                Arguments.of(List.of("farspan", "config", "use", "p"), List.of("prod")),
                Arguments.of(List.of("farspan", "get", "-o", "j"), List.of("json")),
                Arguments.of(List.of("farspan", "get", "--dead"), List.of("--deadline")),
                Arguments.of(List.of("farspan", "get", "--deadline", ""), List.of()),
                Arguments.of(List.of("farspan", "failover", "--from", ""), List.of("aws1", "az1")),
                Arguments.of(List.of("farspan", "logs", "--password-file", "some"), List.of("some-file")),
                Arguments.of(List.of("farspan", "completion", ""), List.of("bash", "fish", "zsh")),
                Arguments.of(List.of("farspan", "nam"), List.of()));
    }

    @ParameterizedTest
    @MethodSource("lines")
    void bashCompletes(List<String> line, List<String> offered) throws Exception {
        String script = completion("bash")
                + "COMP_WORDS=(" + quoted(line) + ")\nCOMP_CWORD=" + (line.size() - 1)
                + "\n_farspan\n[ ${#COMPREPLY[@]} = 0 ] || printf '%s\\n' \"${COMPREPLY[@]}\"\n";

        assertThat(ran("bash", script)).containsExactlyInAnyOrderElementsOf(offered);
    }

    @ParameterizedTest
    @MethodSource("lines")
    void fishCompletes(List<String> line, List<String> offered) throws Exception {
        String script = completion("fish") + "complete -C'" + String.join(" ", line) + "'\n";

        assertThat(ran("fish", script)).containsExactlyInAnyOrderElementsOf(offered);
    }

    @ParameterizedTest
    @MethodSource("lines")
    void zshCompletes(List<String> line, List<String> offered) throws Exception {
        // the system of completion needs a terminal: what it would be given is printed instead
        String script = "compdef() { }\n_files() { print -l some-file }\n"
                + "compadd() { shift; local it; for it in \"$@\"; do [[ $it == ${words[CURRENT]}* ]] && print -r -- $it; done; true }\n"
                + completion("zsh")
                + "words=(" + quoted(line) + ")\nCURRENT=" + line.size() + "\n_farspan\n";

        assertThat(ran("zsh", script)).containsExactlyInAnyOrderElementsOf(offered);
    }

    @ParameterizedTest
    @CsvSource({"sh", "bash"})
    void thePlainFunctionsWorkInAnyShellOfPosix(String shell) throws Exception {
        String fish = completion("bash");
        String functions = fish.substring(0, fish.indexOf("_farspan() {"));

        assertThat(ran(shell, functions + "__farspan_candidates farspan weights --reason\n"))
                .isEmpty();
        assertThat(ran(shell, functions + "__farspan_candidates farspan home --to\n"))
                .containsExactly("aws1", "az1");
    }

    @Test
    void namesThatAreOldAreReadAgainInTheBackgroundOnceAMinute() throws Exception {
        // given
        Files.delete(folder.resolve(".cache/farspan/names-test.asked"));
        Path bin = Files.createDirectories(folder.resolve("bin"));
        Path called = folder.resolve("called");
        Files.writeString(bin.resolve("farspan"), "#!/bin/sh\necho \"$@\" >> '" + called + "'\n");
        bin.resolve("farspan").toFile().setExecutable(true);
        String script = "PATH=" + bin + ":$PATH\n" + completion("bash")
                + "for i in 1 2 3; do __farspan_candidates farspan get > /dev/null; done\n"
                + "while [ ! -s '" + called + "' ]; do read -r -t 0.05 <> <(:) || :; done\n";

        // when
        ran("bash", script);

        // then
        assertThat(Files.readAllLines(called)).containsExactly("names --profile test");
    }

    @ParameterizedTest
    @CsvSource({"bash,.cache", "bash,some-file", "sh,.cache", "sh,some-file", "zsh,.cache", "zsh,some-file"})
    void nothingIsSaidWhereFilesAreNotReplacedOrCannotBeMade(String shell, String cache) throws Exception {
        // given
        Files.setLastModifiedTime(
                folder.resolve(".cache/farspan/names-test.asked"),
                FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
        String script = completion("bash");
        String functions = script.substring(0, script.indexOf("_farspan() {"));

        // when
        List<String> said = ran(
                shell,
                "set -C\nfarspan() { :; }\nXDG_CACHE_HOME=" + folder.resolve(cache) + "\n" + functions
                        + "__farspan_candidates farspan home --to\necho code $?\n");

        // then
        assertThat(said).isEqualTo(cache.equals(".cache") ? List.of("aws1", "az1", "code 0") : List.of("code 0"));
    }

    private String completion(String shell) {
        return new Shell(folder).run("completion", shell).out();
    }

    private static String quoted(List<String> words) {
        return "'" + String.join("' '", words) + "'";
    }

    private List<String> ran(String shell, String script) throws Exception {
        Assumptions.assumeTrue(
                Stream.of(System.getenv("PATH").split(":"))
                        .anyMatch(place -> Files.isExecutable(Path.of(place, shell))),
                shell + " is not installed");
        Path file = Files.writeString(folder.resolve("script"), script);
        ProcessBuilder builder = new ProcessBuilder(shell, file.toString()).directory(folder.toFile());
        builder.environment().put("HOME", folder.toString());
        List.of("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "FARSPAN_CONFIG", "FARSPAN_PROFILE")
                .forEach(builder.environment()::remove);
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return said.lines().toList();
    }
}
