package io.farspan.router.fuzz;

import java.util.Map;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * An HTTP response.
 *
 * @param status the status code
 * @param headers the headers by name in lower case, the last of each
 * @param body the body as received
 */
record HttpAnswer(int status, Map<String, String> headers, byte[] body) {

    String header(String name) {
        return headers.getOrDefault(name, "");
    }

    String text() {
        return new String(body, UTF_8);
    }
}
