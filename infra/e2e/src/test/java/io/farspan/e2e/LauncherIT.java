package io.farspan.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.farspan.local.dns.Bind9;
import io.farspan.local.process.Child;
import io.farspan.local.stack.Main;

import static org.assertj.core.api.Assertions.assertThat;

/** The launcher as users run it: its output, its exit and what it leaves behind. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class LauncherIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    @Tag("full")
    void onceEndsWithItsSummary() throws IOException, InterruptedException {
        // given: TLS, a delay, and BIND where it is installed
        List<String> options = new ArrayList<>(List.of("--once", "--instances", "1", "--tls", "--rtt", "10"));
        if (Bind9.isInstalled() || Boolean.parseBoolean(System.getenv("FARSPAN_REQUIRE_BIND"))) {
            options.addAll(List.of("--dns", "bind"));
        }

        // when
        Process process = launch(options.toArray(String[]::new));
        List<String> lines = process.inputReader().lines().toList();

        // then
        assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
        JsonNode summary = JSON.readTree(lines.get(lines.size() - 1));
        assertThat(summary.path("locations").asInt()).isEqualTo(3);
        assertThat(summary.path("answered").asInt()).isEqualTo(3);
        assertThat(summary.path("functionCalls").asInt()).isEqualTo(3);
        assertThat(summary.path("partial").asBoolean(true)).isFalse();
    }

    @Test
    void whatItHasStartedEndsWithItEvenWhenItIsKilled() throws IOException {
        // given
        Process process = launch("--instances", "1");
        await(process, "started 7 processes");

        // when, then
        assertAllEndWith(process, process.descendants().map(ProcessHandle::pid).toList());
    }

    @Test
    @Tag("full")
    void itsProcessesEndWithItEvenWhenItIsKilled() throws IOException {
        // given
        Process process = launch("--instances", "1");
        String ready = await(process, "READY ");
        List<Long> pids = new ArrayList<>();
        JSON.readTree(ready.substring("READY ".length())).path("pids").forEach(pid -> pids.add(pid.asLong()));

        // when, then
        assertAllEndWith(process, pids);
    }

    @Test
    void aPortInUseIsReported() throws IOException, InterruptedException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process process = launch("--router-port", Integer.toString(taken.getLocalPort()));
            String output = String.join("\n", process.inputReader().lines().toList());
            assertThat(process.waitFor()).isEqualTo(1);
            assertThat(output).contains("--router-port " + taken.getLocalPort() + " cannot be used");
        }
    }

    @Test
    void anOptionThatDoesNotExistIsExplained() throws IOException, InterruptedException {
        Process process = launch("--locations", "5");
        String output = String.join("\n", process.inputReader().lines().toList());
        assertThat(process.waitFor()).isEqualTo(2);
        assertThat(output).contains("Unknown option").contains("--instances");
    }

    private static Process launch(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Child.java(),
                "-Dfarspan.root=" + System.getProperty("farspan.root"),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(options));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** The first line that contains {@code words}. The output stays open. */
    private static String await(Process process, String words) {
        return process.inputReader()
                .lines()
                .filter(line -> line.contains(words))
                .findFirst()
                .orElseThrow(() -> new AssertionError("The launcher ended without '" + words + "'"));
    }

    private static void assertAllEndWith(Process process, List<Long> pids) {
        assertThat(pids).hasSizeGreaterThan(7).allMatch(LauncherIT::isAlive);
        process.destroyForcibly();
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(pids)
                .noneMatch(LauncherIT::isAlive));
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}
