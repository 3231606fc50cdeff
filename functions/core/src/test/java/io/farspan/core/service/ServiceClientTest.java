package io.farspan.core.service;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.sun.net.httpserver.HttpServer;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.farspan.protocol.probe.Reach;
import io.farspan.protocol.probe.Reach.Ending;
import io.farspan.protocol.problem.Stage;
import io.farspan.provider.map.ServiceEndpoint;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

class ServiceClientTest {

    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(5);

    private final ServiceClient client = new ServiceClient();

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void theProcessEndsWithTheThreadThatTriesServices() {
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().equals("farspan-services"))
                .isNotEmpty()
                .allSatisfy(thread -> assertThat(thread.getUncaughtExceptionHandler())
                        .as("a handler of its own, see EssentialThread")
                        .isNotEqualTo(thread.getThreadGroup()));
    }

    @ParameterizedTest
    @CsvSource({
        "200, REACHED",
        "204, REACHED",
        "302, REACHED",
        "401, REACHED",
        "404, REACHED",
        "429, REACHED",
        "500, REFUSED",
        "503, REFUSED"
    })
    void aStatusBelowFiveHundredIsAnAnswer(int status, Ending ending) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/health", exchange -> {
            exchange.getResponseHeaders().add("Location", "http://127.0.0.1:1/");
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        try {
            // when
            Reach reach = tried(endpoint(server.getAddress().getPort(), "/health"), LONG);

            // then
            assertThat(reach.ending()).isEqualTo(ending);
            assertThat(reach.stage()).contains(Stage.HTTP);
            assertThat(reach.detail().orElse("HTTP " + status)).isEqualTo("HTTP " + status);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aConnectionIsEnoughWhereNoPathIsNamedAndSaysSo() throws IOException {
        try (ServerSocket accepting = listening()) {
            Reach reach = tried(endpoint(accepting.getLocalPort(), null), LONG);

            assertThat(reach.ok()).isTrue();
            assertThat(reach.stage()).contains(Stage.TCP);
        }
    }

    @Test
    void whoTakesConnectionsAndSaysNothingIsSilentWhereAnAnswerIsExpected() throws IOException {
        try (ServerSocket accepting = listening()) {
            Reach reach = tried(endpoint(accepting.getLocalPort(), "/health"), SHORT);

            assertThat(reach.ending()).isEqualTo(Ending.SILENT);
            assertThat(reach.stage()).contains(Stage.HTTP);
            assertThat(reach.tookMs()).isBetween(290.0, 2_000.0);
        }
    }

    @Test
    void aClosedPortRefuses() throws IOException {
        int port;
        try (ServerSocket closed = listening()) {
            port = closed.getLocalPort();
        }

        for (String path : new String[] {null, "/health"}) {
            Reach reach = tried(endpoint(port, path), LONG);
            assertThat(reach.ending()).isEqualTo(Ending.REFUSED);
            assertThat(reach.stage()).contains(Stage.TCP);
        }
    }

    @ParameterizedTest
    @CsvSource({"'\u0015\u0003\u0003rubbish and more of it', speak HTTP", "'', without an answer"})
    void whatIsNotHttpIsARefusal(String text, String words) throws IOException {
        try (ServerSocket server = listening()) {
            thread(() -> {
                try (Socket socket = server.accept();
                        OutputStream out = socket.getOutputStream()) {
                    socket.getInputStream().readNBytes(10);
                    out.write(text.getBytes(US_ASCII));
                }
            });

            Reach reach = tried(endpoint(server.getLocalPort(), "/"), LONG);

            assertThat(reach.ending()).isEqualTo(Ending.REFUSED);
            assertThat(reach.detail().orElseThrow()).contains(words).doesNotContain("\u0003");
        }
    }

    @Test
    void servicesThatAreSilentDoNotKeepTheOthersFromBeingTried() throws IOException {
        try (ServiceClient narrow = new ServiceClient(8);
                ServerSocket hanging = listening();
                ServerSocket accepting = listening()) {
            // given eight that were silent before
            ServiceEndpoint silent = endpoint(hanging.getLocalPort(), "/");
            narrow.tries(silent, SHORT).await().atMost(LONG);

            // when many more are tried together with one that answers, which comes last
            List<Uni<Reach>> attempts = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                attempts.add(narrow.tries(silent, SHORT));
            }
            attempts.add(narrow.tries(endpoint(accepting.getLocalPort(), null), SHORT));
            List<Reach> seen = Uni.join().all(attempts).andFailFast().await().atMost(LONG);

            // then
            assertThat(seen.get(40).ok()).isTrue();
            assertThat(seen.get(40).tookMs()).isLessThan(250);
            assertThat(seen.subList(0, 40)).extracting(Reach::ending).containsOnly(Ending.SILENT, Ending.NOT_TRIED);
        }
    }

    @Test
    void aClientThatIsClosedLeavesNobodyWaiting() throws IOException {
        try (ServerSocket hanging = listening()) {
            // given
            var asked = client.tries(endpoint(hanging.getLocalPort(), "/"), LONG.multipliedBy(10))
                    .subscribeAsCompletionStage();

            // when
            client.close();

            // then
            assertThat(asked).succeedsWithin(LONG).extracting(Reach::ending).isEqualTo(Ending.NOT_TRIED);
        }
    }

    private Reach tried(ServiceEndpoint service, Duration timeout) {
        return client.tries(service, timeout).await().atMost(LONG.plusSeconds(1));
    }

    private static ServiceEndpoint endpoint(int port, @Nullable String path) {
        return new ServiceEndpoint("127.0.0.1", port, Optional.ofNullable(path));
    }

    private static ServerSocket listening() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void thread(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // The test is over.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
