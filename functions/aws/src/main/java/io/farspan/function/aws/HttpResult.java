package io.farspan.function.aws;

import java.util.Base64;
import java.util.Map;

import io.farspan.core.message.FunctionResponse;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * What Lambda passes back as an HTTP response (payload format 2.0). A compressed body travels as base64.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html">Function URL payloads</a>
 */
record HttpResult(int statusCode, Map<String, String> headers, String body, boolean isBase64Encoded) {

    static HttpResult of(FunctionResponse response) {
        boolean binary = response.headers().containsKey("Content-Encoding");
        String body = binary ? Base64.getEncoder().encodeToString(response.body()) : new String(response.body(), UTF_8);
        return new HttpResult(response.status(), response.headers(), body, binary);
    }
}
