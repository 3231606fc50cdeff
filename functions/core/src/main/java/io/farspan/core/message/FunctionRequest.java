package io.farspan.core.message;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An HTTP request, independent of the server that received it.
 *
 * @param method in upper case
 * @param path without query
 * @param headers one value each; names in any case
 * @param body as it came, empty when there was none
 */
public record FunctionRequest(String method, String path, Map<String, String> headers, byte[] body) {

    public FunctionRequest {
        Map<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        anyCase.putAll(headers);
        headers = anyCase;
        method = method.toUpperCase(Locale.ROOT);
    }

    /** A header's value. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** The same request with its body. */
    public FunctionRequest with(byte[] came) {
        return new FunctionRequest(method, path, headers, came);
    }
}
