package io.farspan.router.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;

import jakarta.inject.Inject;

import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import org.junit.jupiter.api.Test;

import io.farspan.home.http.UnsentAnswers;
import io.farspan.router.fixture.HomeInDc1;
import io.farspan.router.fixture.RawRequests;
import io.farspan.router.fixture.RouterFixture;
import io.farspan.router.fixture.RouterRequests;

import static io.farspan.router.fixture.RouterRequests.CALLS;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Clients that send a request very slowly, or never send one. */
@QuarkusTest
@WithTestResource(value = RouterFixture.class, scope = TestResourceScope.MATCHING_RESOURCES)
@TestProfile(HomeInDc1.class)
class SlowRequestsTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @Inject
    UnsentAnswers unsent;

    @Test
    void aSlowHeadEndsTheConnection() throws IOException {
        assertEndsWhileSending("GET /q/health HTTP/1.1\r\nHost: x\r\n", "X-A: b\r\n");
    }

    @Test
    void aSlowBodyEndsTheConnection() throws IOException {
        assertEndsWhileSending(
                "POST " + CALLS + " HTTP/1.1\r\nHost: x\r\n" + RawRequests.ADMIN
                        + "Content-Type: application/json\r\nContent-Length: 50000\r\n\r\n{",
                " ");
    }

    @Test
    void aSilentConnectionIsClosed() throws IOException {
        try (Socket socket = RawRequests.connect()) {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void aKeptAliveConnectionServesTheNextRequestAndIsClosedAfterIdling() throws IOException {
        byte[] request = "GET /q/health/live HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(ISO_8859_1);
        try (Socket socket = RawRequests.connect()) {
            // given
            socket.getOutputStream().write(request);
            assertThat(socket.getInputStream().read()).isEqualTo('H');

            // when it is quiet for longer than a head may take
            await().pollDelay(Duration.ofMillis(700)).until(() -> true);
            socket.getOutputStream().write(request);

            // then
            String rest = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
            assertThat(rest.split("HTTP/1.1 200", -1)).hasSize(2);
        }
    }

    @Test
    void aLargeAnswerThatIsReadSlowlyArrivesWhole() throws IOException {
        // given
        int length = 30 << 20;
        RouterFixture.answer(
                RouterFixture.AWS, "aws1", "i-1", "{\"status\":200,\"value\":\"" + "x".repeat(length) + "\"}");
        String body = "{\"select\":{\"locations\":[\"aws1\"]},\"requests\":[" + RouterRequests.READ + "]}";
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(8_192);
            socket.setSoTimeout(20_000);
            socket.connect(new InetSocketAddress("127.0.0.1", RestAssured.port));
            socket.getOutputStream()
                    .write(("POST " + CALLS + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + RawRequests.ADMIN
                                    + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                                    + body)
                            .getBytes(ISO_8859_1));
            assertThat(socket.getInputStream().read()).isEqualTo('H');

            // when it is not read for longer than a connection is kept
            await().pollDelay(Duration.ofMillis(2_500)).until(() -> true);

            // then
            assertThat(unsent.bytes()).isGreaterThan(length);
            assertThat(socket.getInputStream().readAllBytes().length).isGreaterThan(length);
        }
        await().atMost(SOON).until(() -> unsent.bytes() == 0);
        RouterFixture.reset();
    }

    private static void assertEndsWhileSending(String start, String more) throws IOException {
        try (Socket socket = RawRequests.connect()) {
            OutputStream out = socket.getOutputStream();
            out.write(start.getBytes(ISO_8859_1));
            await().atMost(SOON).pollInterval(Duration.ofMillis(100)).until(() -> {
                try {
                    out.write(more.getBytes(ISO_8859_1));
                    out.flush();
                    return false;
                } catch (SocketException e) {
                    return List.of("Broken pipe", "Connection reset", "Connection reset by peer")
                            .contains(e.getMessage());
                }
            });
        }
    }
}
