package io.farspan.router.login;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.rmi.NotBoundException;
import java.rmi.registry.LocateRegistry;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import javax.management.remote.JMXConnector;
import javax.management.remote.rmi.RMIConnector;
import javax.management.remote.rmi.RMIServer;

import jakarta.inject.Inject;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import org.junit.jupiter.api.Test;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

/** HTTP and JMX logins of a running router under password guessing. Every machine has all addresses of 127.0.0.0/8. */
@QuarkusTest
@TestProfile(Doors.class)
class LoginApiTest {

    private static final String MAP = "/api/v1/applications/shop/map";

    @Inject
    PasswordChecks checks;

    @Test
    void wrongPasswordsOverHttpOrJmxThrottleBoth() throws IOException {
        for (int attempt = 0; attempt < 3; attempt++) {
            assertThat(status("127.0.0.1", "ann", "wrong" + attempt)).isEqualTo(401);
        }
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> jmx("ann", "wrong")).hasMessageContaining("Unknown or expired credentials");
        }

        // the right password is not checked
        given().auth()
                .preemptive()
                .basic("ann", "right")
                .get(MAP)
                .then()
                .statusCode(429)
                .contentType("application/problem+json")
                .header("Retry-After", equalTo("1"))
                .body("code", equalTo("LOGIN_THROTTLED"))
                .body("retryable", equalTo(true))
                .body("detail", containsString("wait 1 s"));
        given().auth()
                .preemptive()
                .basic("ann", "right")
                .get("/q/metrics")
                .then()
                .statusCode(429);
        assertThatThrownBy(() -> jmx("ann", "right")).hasMessageContaining("Too many wrong passwords");

        // other addresses and other users are let in
        assertThat(status("127.0.0.2", "ann", "right")).isEqualTo(200);
        assertThat(status("127.0.0.1", "ben", "right")).isEqualTo(200);
        jmx("ben", "right").close();

        // one entry, and the metric
        given().auth()
                .preemptive()
                .basic("ben", "right")
                .get("/api/v1/applications/_farspan/ledger?kind=login&who=ann")
                .then()
                .statusCode(200)
                .body("entries", hasSize(1))
                .body("entries[0].entry.what", equalTo("was not let in from 127.0.0.1"));
        given().auth()
                .preemptive()
                .basic("ben", "right")
                .get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("farspan_logins_total{result=\"refused\""))
                .body(containsString("farspan_logins_total{result=\"throttled\""));
    }

    @Test
    void twoThousandGuessesCostAFewChecks() {
        long before = checks.done();
        ExecutorService guessers = Executors.newFixedThreadPool(16);
        List<CompletableFuture<Integer>> guesses = new ArrayList<>();
        for (int guess = 0; guess < 2_000; guess++) {
            String password = "guess" + guess;
            guesses.add(CompletableFuture.supplyAsync(() -> status("127.0.0.3", "cyd", password), guessers));
        }
        List<Integer> answers = guesses.stream().map(CompletableFuture::join).toList();
        guessers.shutdown();
        assertThat(answers).containsOnly(401, 429);
        assertThat(checks.done() - before).isEqualTo(5);
        assertThat(checks.most()).isLessThanOrEqualTo(PasswordChecks.SLOTS);
        assertThat(status("127.0.0.4", "cyd", "right")).isEqualTo(200);
    }

    @Test
    void aCachedLoginCostsNoCheckAndIsThrottledAllTheSame() {
        assertThat(status("127.0.0.5", "dan", "right")).isEqualTo(200);
        long before = checks.done();
        for (int request = 0; request < 20; request++) {
            assertThat(status("127.0.0.5", "dan", "right")).isEqualTo(200);
        }
        assertThat(checks.done()).isEqualTo(before);

        // an address that guessed cannot tell the right password from a wrong one, even when it is cached
        for (int attempt = 0; attempt < 5; attempt++) {
            assertThat(status("127.0.0.6", "dan", "wrong" + attempt)).isEqualTo(401);
        }
        assertThat(checks.done()).isEqualTo(before + 5);
        assertThat(status("127.0.0.6", "dan", "right")).isEqualTo(429);
        assertThat(status("127.0.0.6", "dan", "wrong")).isEqualTo(429);
        assertThat(status("127.0.0.5", "dan", "right")).isEqualTo(200);
        assertThat(checks.done()).isEqualTo(before + 5);
    }

    @Test
    void manyFirstRequestsAtOnceCostOneOrTwoChecks() {
        long before = checks.done();
        ExecutorService connections = Executors.newFixedThreadPool(16);
        List<CompletableFuture<Integer>> requests = new ArrayList<>();
        for (int request = 0; request < 16; request++) {
            requests.add(CompletableFuture.supplyAsync(() -> status("127.0.0.7", "eve", "right"), connections));
        }
        assertThat(requests.stream().map(CompletableFuture::join)).containsOnly(200);
        connections.shutdown();
        assertThat(checks.done() - before).isBetween(1L, 3L);
    }

    @Test
    void aUserOfThePreviousReleaseCanLogIn() {
        assertThat(status("127.0.0.8", "viewer", "secret")).isEqualTo(200);
        assertThat(status("127.0.0.8", "viewer", "wrong")).isEqualTo(401);
        assertThat(status("127.0.0.8", "nobody", "secret")).isEqualTo(401);
    }

    /** Connects as a tool does, but without JNDI, which Quarkus switches off in its own process. */
    private static JMXConnector jmx(String user, String password) throws IOException {
        try {
            RMIServer server = (RMIServer)
                    LocateRegistry.getRegistry("127.0.0.1", Doors.JMX).lookup("shop");
            JMXConnector connector =
                    new RMIConnector(server, Map.of(JMXConnector.CREDENTIALS, new String[] {user, password}));
            connector.connect();
            return connector;
        } catch (NotBoundException e) {
            throw new IOException(e);
        }
    }

    /** The status of a request from an address. */
    private static int status(String from, String user, String password) {
        String credentials = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(from, 0));
            socket.connect(new InetSocketAddress("127.0.0.1", RestAssured.port));
            socket.getOutputStream()
                    .write(("GET " + MAP + " HTTP/1.1\r\nHost: router\r\nConnection: close\r\nAuthorization: Basic "
                                    + credentials + "\r\n\r\n")
                            .getBytes(UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
            return Integer.parseInt(answer.substring(9, 12));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
