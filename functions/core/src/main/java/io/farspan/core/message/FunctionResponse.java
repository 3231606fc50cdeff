package io.farspan.core.message;

import java.util.Map;

/**
 * An HTTP response, independent of the server that sends it.
 *
 * @param status the status code
 * @param headers one value each
 * @param body as it goes out
 */
public record FunctionResponse(int status, Map<String, String> headers, byte[] body) {}
