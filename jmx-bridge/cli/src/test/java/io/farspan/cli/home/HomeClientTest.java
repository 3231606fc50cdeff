package io.farspan.cli.home;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ObjectAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.farspan.cli.failure.CommandFailure;
import io.farspan.cli.failure.ExitCode;
import io.farspan.cli.json.JsonTree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Answers that do not arrive whole. */
class HomeClientTest {

    private final CountDownLatch ended = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private HttpServer server;
    private HomeClient home;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/cut", exchange -> {
            begin(exchange, 100);
            exchange.close();
        });
        server.createContext("/silent", exchange -> {
            begin(exchange, 0);
            awaitEnd();
            exchange.close();
        });
        server.createContext("/nonsense", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write("<html>".getBytes(UTF_8));
            }
        });
        server.start();
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        home = new HomeClient(HttpClient.newHttpClient(), List.of(address), Optional.empty());
    }

    @AfterEach
    void stop() {
        ended.countDown();
        server.stop(0);
        threads.shutdown();
    }

    private static void begin(HttpExchange exchange, int length) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(200, length);
        exchange.getResponseBody().write("{\"a\":".getBytes(UTF_8));
        exchange.getResponseBody().flush();
    }

    private void awaitEnd() {
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ObjectAssert<CommandFailure> failureOf(ThrowingCallable request) {
        return assertThatThrownBy(request).asInstanceOf(InstanceOfAssertFactories.type(CommandFailure.class));
    }

    @Test
    void anAnswerThatIsCutIsNotTakenForAnUnreadableOne() {
        failureOf(() -> home.get("/cut"))
                .returns(ExitCode.UNREACHABLE, CommandFailure::exitCode)
                .extracting(CommandFailure::text, InstanceOfAssertFactories.STRING)
                .contains("its answer was cut");
        failureOf(() -> home.get("/nonsense"))
                .returns(ExitCode.FAILED, CommandFailure::exitCode)
                .extracting(CommandFailure::text, InstanceOfAssertFactories.STRING)
                .contains("Home's answer to /nonsense cannot be read");
    }

    @Test
    void whatMayHaveBeenDoneAllTheSameIsSaidOfWhatChangesSomething() {
        failureOf(() -> home.post("/cut", JsonTree.object(), Duration.ofSeconds(30)))
                .extracting(CommandFailure::text, InstanceOfAssertFactories.STRING)
                .contains("may have been done", "'farspan ledger'", "'farspan action list'");
        failureOf(() -> home.delete("/cut"))
                .extracting(CommandFailure::text, InstanceOfAssertFactories.STRING)
                .contains("may have been done");
        failureOf(() -> home.get("/cut"))
                .extracting(CommandFailure::text, InstanceOfAssertFactories.STRING)
                .doesNotContain("may have been done");
    }

    @Test
    @Timeout(60)
    void anAnswerThatDoesNotEndIsNotWaitedForBeyondItsLimit() {
        failureOf(() -> home.post("/silent", JsonTree.object(), Duration.ofMillis(500)))
                .returns(ExitCode.UNREACHABLE, CommandFailure::exitCode)
                .extracting(CommandFailure::text, InstanceOfAssertFactories.STRING)
                .contains("in time");
    }
}
