package io.farspan.function.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.farspan.core.http.ManagementFunction;
import io.farspan.protocol.function.FunctionCall;
import io.farspan.protocol.token.CallClaims;
import io.farspan.protocol.token.SigningKey;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

/** What the service does with requests before the function has a say. */
@QuarkusTest
@TestProfile(FunctionRoutesTest.Settings.class)
class FunctionRoutesTest {

    private static final SigningKey KEY = SigningKey.generate();

    /** A function that trusts this test, and a map that nobody reads. */
    public static class Settings implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "farspan.location", "dc1",
                    "farspan.trusted-keys", KEY.publicKey(),
                    "farspan.map.servers", "127.0.0.1:1",
                    "farspan.map.zone", "map.test",
                    "quarkus.http.host", "127.0.0.1");
        }
    }

    @TestHTTPResource
    URL service;

    @Test
    void aCallWithoutATokenIsRefusedBeforeItsBodyIsThere() throws IOException {
        try (Socket socket = connect()) {
            // when
            send(socket, "POST /v1/call HTTP/1.1\r\nHost: dc1\r\nContent-Length: 3000000\r\n\r\n{");

            // then
            assertThat(status(reader(socket))).isEqualTo("HTTP/1.1 401 Unauthorized");
        }
    }

    @Test
    void aRefusalLeavesTheConnectionUsable() throws IOException {
        try (Socket socket = connect()) {
            BufferedReader answers = reader(socket);
            for (String path : new String[] {"/v1/call", "/v1/probe", "/v1/plugins/restart", "/v1/call"}) {
                // when
                send(socket, "POST " + path + " HTTP/1.1\r\nHost: dc1\r\nContent-Length: 9\r\n\r\n{\"a\":\"b\"}");

                // then
                assertThat(status(answers)).isEqualTo("HTTP/1.1 401 Unauthorized");
                skipRest(answers);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(HttpClient.Version.class)
    void aBodyArrivesWholeUnlessItIsTooLarge(HttpClient.Version version) throws IOException, InterruptedException {
        for (int size : new int[] {2, 20_000, 300_000, ManagementFunction.LARGEST_REQUEST + 1}) {
            // given a body that is not a call
            byte[] body = ("[" + " ".repeat(size - 2) + "]").getBytes(US_ASCII);

            // when
            HttpResponse<String> response = HttpClient.newBuilder()
                    .version(version)
                    .build()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.getPort() + "/v1/call"))
                                    .header(FunctionCall.TOKEN_HEADER, token(body))
                                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());

            // then
            assertThat(response.body())
                    .contains(size > ManagementFunction.LARGEST_REQUEST ? "BODY_TOO_LARGE" : "MALFORMED_REQUEST");
        }
    }

    private static String token(byte[] body) {
        long now = Instant.now().getEpochSecond();
        return KEY.sign(new CallClaims(
                "shop",
                "dc1",
                1,
                CallClaims.digest(body),
                now,
                now + 30,
                UUID.randomUUID().toString()));
    }

    @Test
    void whatIsNoneOfItsPathsIsNotFound() throws IOException {
        try (Socket socket = connect()) {
            send(socket, "GET /v1/other HTTP/1.1\r\nHost: dc1\r\n\r\n");
            assertThat(status(reader(socket))).isEqualTo("HTTP/1.1 404 Not Found");
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), service.getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
        socket.getOutputStream().flush();
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
    }

    private static String status(BufferedReader answers) throws IOException {
        return String.valueOf(answers.readLine());
    }

    private static void skipRest(BufferedReader answers) throws IOException {
        int length = 0;
        for (String line = answers.readLine(); line != null && !line.isEmpty(); line = answers.readLine()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(
                        line.substring("content-length:".length()).trim());
            }
        }
        assertThat(answers.skip(length)).isEqualTo(length);
    }
}
