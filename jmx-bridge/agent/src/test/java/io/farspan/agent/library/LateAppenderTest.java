package io.farspan.agent.library;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.CompletableFuture;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.Context;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

import io.farspan.agent.logging.EventSink;
import io.farspan.agent.spool.Records;
import io.farspan.agent.spool.Spool;
import io.farspan.agent.spool.SpoolSize;

import static org.assertj.core.api.Assertions.assertThat;

/** A copy of Logback in a loader of its own, whose classes are found only when the test lets the agent's thread go on. */
class LateAppenderTest {

    private static final String CLASSIC = "ch/qos/logback/classic/";

    @TempDir
    Path folder;

    private final Object heldByTheApplication = new Object();
    private final CompletableFuture<ClassFileTransformer> watch = new CompletableFuture<>();

    @Test
    void whatIsLoggedBeforeALateAppenderIsAGap() throws Exception {
        try (Spool spool = Spool.open(folder, SpoolSize.of(32 << 20), Clock.systemUTC(), "");
                URLClassLoader loader = logback()) {
            // given
            Object log = loader.loadClass(LoggerFactory.class.getName())
                    .getMethod("getLogger", String.class)
                    .invoke(null, "shop.Orders");
            new LibraryStreams(instrumentation(loader), EnumSet.of(Library.LOGBACK), library -> new EventSink(spool))
                    .start();

            // when
            synchronized (heldByTheApplication) {
                load(loader, "LoggerContext");
                load(loader, "spi/LoggingEvent");
                warn(log, "too early");
            }

            // then
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(read(spool).gaps()).containsExactly("APPENDER_LATE"));
            warn(log, "after it");
            load(loader, "spi/LoggingEvent");
            assertThat(read(spool).messages()).containsExactly("after it");
            assertThat(read(spool).gaps()).hasSize(1);
            assertThat(read(spool).gap().get("from").asText()).startsWith("the first event at the earliest, 2");
            assertThat(read(spool).gap().get("to").asText()).startsWith("the appender, 2");
        }
    }

    private static Records read(Spool spool) throws Exception {
        spool.tick();
        return Records.of(spool);
    }

    private static void warn(Object log, String text) throws Exception {
        log.getClass().getMethod("warn", String.class).invoke(log, text);
    }

    private void load(ClassLoader loader, String name) throws Exception {
        watch.get().transform(loader, CLASSIC + name, null, null, new byte[0]);
    }

    private static URLClassLoader logback() {
        return new URLClassLoader(
                new URL[] {jar(LoggerContext.class), jar(Context.class), jar(LoggerFactory.class)},
                ClassLoader.getPlatformClassLoader());
    }

    private static URL jar(Class<?> content) {
        return content.getProtectionDomain().getCodeSource().getLocation();
    }

    private Instrumentation instrumentation(ClassLoader loader) throws Exception {
        Class<?> context = loader.loadClass(LoggerContext.class.getName());
        return (Instrumentation) Proxy.newProxyInstance(
                LateAppenderTest.class.getClassLoader(),
                new Class<?>[] {Instrumentation.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "addTransformer" -> {
                        watch.complete((ClassFileTransformer) arguments[0]);
                        yield null;
                    }
                    case "getAllLoadedClasses" -> new Class<?>[0];
                    case "getInitiatedClasses" -> {
                        synchronized (heldByTheApplication) {
                            yield new Class<?>[] {context};
                        }
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
