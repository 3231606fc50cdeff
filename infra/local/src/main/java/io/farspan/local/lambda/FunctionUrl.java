package io.farspan.local.lambda;

import java.io.IOException;
import java.util.Base64;
import java.util.Locale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * HTTP to event and back, payload format 2.0.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html">Function URL payloads</a>
 */
final class FunctionUrl {

    private static final ObjectMapper JSON = new ObjectMapper();

    private FunctionUrl() {}

    /** The event of a request. A body that is not plain text, or compressed, travels as base64. */
    static byte[] event(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        ObjectNode event = JSON.createObjectNode();
        event.put("version", "2.0");
        event.put("routeKey", "$default");
        event.put("rawPath", exchange.getRequestURI().getRawPath());
        event.put("rawQueryString", "");
        ObjectNode headers = event.putObject("headers");
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        ObjectNode context = event.putObject("requestContext");
        context.put("stage", "$default");
        context.putObject("http")
                .put("method", exchange.getRequestMethod())
                .put("path", exchange.getRequestURI().getRawPath())
                .put("protocol", exchange.getProtocol());
        boolean binary = headers.has("content-encoding")
                || !headers.path("content-type").asText().matches("(text/.*|application/json|application/xml)");
        event.put("isBase64Encoded", binary);
        if (body.length > 0) {
            event.put("body", binary ? Base64.getEncoder().encodeToString(body) : new String(body, UTF_8));
        }
        return JSON.writeValueAsBytes(event);
    }

    /** Sends what the function returned. */
    static void answer(HttpExchange exchange, byte[] result) throws IOException {
        JsonNode response = JSON.readTree(result);
        response.path("headers").fields().forEachRemaining(header -> exchange.getResponseHeaders()
                .set(header.getKey(), header.getValue().asText()));
        String text = response.path("body").asText("");
        byte[] body = response.path("isBase64Encoded").asBoolean()
                ? Base64.getDecoder().decode(text)
                : text.getBytes(UTF_8);
        exchange.sendResponseHeaders(response.path("statusCode").asInt(200), body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    /**
     * What the service answers when the function's concurrency is used up: the event is not delivered.
     *
     * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html">TooManyRequestsException</a>
     */
    static void throttle(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("x-amzn-ErrorType", "TooManyRequestsException");
        refuse(
                exchange,
                429,
                "{\"Reason\":\"ReservedFunctionConcurrentInvocationLimitExceeded\",\"Type\":\"User\",\"message\":\"Rate Exceeded.\"}");
    }

    static void refuse(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
