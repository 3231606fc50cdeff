package io.farspan.function.aws;

import java.util.Base64;
import java.util.Map;
import java.util.Optional;

import io.farspan.core.message.FunctionRequest;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * What a Function URL or an HTTP API passes, as far as it matters here.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html">Function URL payloads</a>
 */
record HttpEvent(
        String rawPath,
        Map<String, String> headers,
        Optional<String> body,
        boolean isBase64Encoded,
        RequestContext requestContext) {

    /** The part of the event that names the method. */
    record RequestContext(Http http) {}

    /** The request line's method. */
    record Http(String method) {}

    FunctionRequest toRequest() {
        byte[] bytes = body.map(text -> isBase64Encoded ? Base64.getDecoder().decode(text) : text.getBytes(UTF_8))
                .orElse(new byte[0]);
        return new FunctionRequest(
                requestContext.http().method(), rawPath, headers == null ? Map.of() : headers, bytes);
    }
}
