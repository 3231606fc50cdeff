package io.farspan.router.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.Base64;

import io.restassured.RestAssured;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/** Raw HTTP requests that no client library would send. */
final class RawRequests {

    /** The authorization header of an administrator. */
    static final String ADMIN =
            "Authorization: Basic " + Base64.getEncoder().encodeToString("admin:secret".getBytes(ISO_8859_1)) + "\r\n";

    private RawRequests() {}

    /** A connection to the router under test. */
    static Socket connect() throws IOException {
        Socket socket = new Socket("127.0.0.1", RestAssured.port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** Sends a request and returns all that is received until the router closes the connection. */
    static String send(String request) {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
