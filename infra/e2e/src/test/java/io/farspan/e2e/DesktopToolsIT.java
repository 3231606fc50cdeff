package io.farspan.e2e;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import io.farspan.local.desktop.Desktop;
import io.farspan.local.stack.LocalStack;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * JConsole and VisualVM as administrators use them: real windows, controlled by mouse and keyboard and read by OCR.
 * Needs Xvfb and similar tools; without them the test is skipped with a message, and fails in CI.
 */
@Tag("full")
@ExtendWith(StackFixture.class)
class DesktopToolsIT {

    private final LocalStack stack;
    private Desktop desktop;

    DesktopToolsIT(LocalStack stack) {
        this.stack = stack;
    }

    @AfterEach
    void close() {
        if (desktop != null) {
            desktop.close();
        }
    }

    @Test
    void jconsolesTabsFill() throws Exception {
        // given
        start("jconsole");
        desktop.run("jconsole", "jconsole", "-interval=2");
        await().until(() -> !desktop.find("Remote").isEmpty());

        // when: its connection dialog is filled in and its question about TLS answered
        Desktop.Place remote = desktop.find("Remote").get(0);
        desktop.click(remote.x() + 100, remote.y() + 21);
        desktop.type(stack.jmx("shop/aws1/i-1"));
        desktop.key("Tab");
        desktop.type("operator");
        desktop.key("Tab");
        desktop.type(stack.password());
        desktop.key("Return");
        await().until(() -> desktop.clickWord("Insecure"));

        // then
        await().untilAsserted(() -> assertThat(seen())
                .containsPattern("Used:?[0-9]")
                .containsPattern("Live:?[0-9]")
                .containsPattern("Loaded:?[0-9]"));
        desktop.screenshot("jconsole-overview");
        tab("Memory", "kbytes|Perform|Committed", "jconsole-memory");
        tab("Threads", "worker|Dispatcher|Finalizer|Cleaner", "jconsole-threads");
        tab("MBeans", "jolokia|util.?logging|shop$", "jconsole-mbeans");
    }

    @Test
    void visualVmOpensAnInstance() throws Exception {
        // given
        start("visualvm");
        Path home = stack.work().resolve("visualvm");
        desktop.run(
                "visualvm",
                "visualvm",
                "--nosplash",
                "--openjmx",
                stack.jmx("shop/az1/i-1"),
                "--userdir",
                home.resolve("user").toString(),
                "--cachedir",
                home.resolve("cache").toString());
        await().until(() -> desktop.find("Accept").size() > 1);
        Desktop.Place accept = desktop.find("Accept").get(1);

        // when: its licence is accepted and its questions are answered
        desktop.click(accept.x(), accept.y());
        Desktop.Place credentials = settled("Supply Security Credentials");
        desktop.click(credentials.x() + 250, credentials.y() + 97);
        desktop.type("operator");
        desktop.key("Tab");
        desktop.type(stack.password());
        desktop.key("Return");
        await().until(() -> desktop.window("Secure Connection Failed").isPresent());
        desktop.key("Return"); // without TLS: this stack has none

        // then: the window's title comes from the instance
        String pid = Long.toString(stack.child("instance:az1/i-1").pid());
        await().untilAsserted(() -> assertThat(seen()).contains("pid" + pid));
        desktop.screenshot("visualvm");
    }

    /** Where a window stays: it may open elsewhere and be moved, and a click in between would miss its fields. */
    private Desktop.Place settled(String title) {
        AtomicReference<Optional<Desktop.Place>> before = new AtomicReference<>(Optional.empty());
        return await().until(
                        () -> desktop.window(title).filter(place -> before.getAndSet(Optional.of(place))
                                .filter(place::equals)
                                .isPresent()),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** The text on the screen without spaces, which OCR recognises worst. */
    private String seen() throws IOException, InterruptedException {
        return desktop.text().replaceAll("\\s+", "");
    }

    private void tab(String name, String shows, String picture) throws IOException, InterruptedException {
        await().untilAsserted(() -> {
            desktop.clickWord(name);
            assertThat(seen()).containsPattern(shows);
        });
        desktop.screenshot(picture);
    }

    private void start(String tool) throws IOException, InterruptedException {
        List<String> missing = new ArrayList<>(Desktop.missing());
        if (!Desktop.isInstalled(tool)) {
            missing.add(tool);
        }
        if (!missing.isEmpty() && Boolean.parseBoolean(System.getenv("FARSPAN_REQUIRE_DESKTOP"))) {
            Assertions.fail("not installed: " + missing);
        }
        Assumptions.assumeTrue(missing.isEmpty(), () -> "skipped, not installed: " + missing);
        desktop = Desktop.start(stack.work().resolve("desktop-" + tool));
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofSeconds(1));
    }
}
