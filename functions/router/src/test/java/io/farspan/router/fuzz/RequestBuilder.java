package io.farspan.router.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/** A builder of requests: valid HTTP unless headers are replaced. */
final class RequestBuilder {

    private final String kind;
    private final String line;
    private final Map<String, String> headers = new LinkedHashMap<>();
    private byte[] body = {};
    private boolean alone;
    private boolean stranger;

    private RequestBuilder(String kind, String line) {
        this.kind = kind;
        this.line = line;
        headers.put("Host", "127.0.0.1");
    }

    static RequestBuilder get(String kind, String target) {
        return new RequestBuilder(kind, "GET " + target);
    }

    static RequestBuilder post(String kind, String target, byte[] body) {
        RequestBuilder request = new RequestBuilder(kind, "POST " + target);
        request.body = body;
        return request.header("Content-Type", "application/json")
                .header("Content-Length", Integer.toString(body.length));
    }

    static RequestBuilder of(String kind, String method, String target) {
        return new RequestBuilder(kind, method + " " + target);
    }

    RequestBuilder as(String user) {
        return header("Authorization", basic(user, "secret"));
    }

    static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    }

    RequestBuilder header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    RequestBuilder without(String name) {
        headers.remove(name);
        return this;
    }

    /** The request on a connection of its own, which is closed afterwards. */
    RequestBuilder alone() {
        alone = true;
        return this;
    }

    /** The request from another address. */
    RequestBuilder stranger() {
        stranger = true;
        return alone();
    }

    Input input() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StringBuilder head = new StringBuilder(line).append(" HTTP/1.1\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        bytes.writeBytes(head.append("\r\n").toString().getBytes(ISO_8859_1));
        bytes.writeBytes(body);
        return new Input(kind, bytes.toByteArray(), alone, stranger);
    }
}
