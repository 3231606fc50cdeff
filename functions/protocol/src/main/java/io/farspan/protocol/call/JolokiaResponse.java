package io.farspan.protocol.call;

import java.time.Instant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.verdict.VerdictKind;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Response objects as a Jolokia agent writes them, for what Farspan answers in an agent's place.
 *
 * @see <a href="https://jolokia.org/reference/html/manual/jolokia_protocol.html">Jolokia protocol 8</a>
 */
public final class JolokiaResponse {

    private static final byte[] PROBLEM = "\"problem\":{".getBytes(UTF_8);

    /** Longer responses are not problems: names are limited and an agent's texts are truncated. */
    private static final int LONGEST_PROBLEM = 64 << 10;

    private JolokiaResponse() {}

    /** A value. */
    public static ObjectNode value(JsonNode request, JsonNode value) {
        ObjectNode response = envelope(request);
        response.set("value", value);
        response.put("status", 200);
        response.put("timestamp", Instant.now().getEpochSecond());
        return response;
    }

    /** An error that an agent would report with this exception. */
    public static ObjectNode error(JsonNode request, int status, String exception, String message) {
        ObjectNode response = envelope(request);
        response.put("status", status);
        response.put("error_type", exception);
        response.put("error", exception + " : " + message);
        return response;
    }

    /**
     * A failure on the way to the agent, with the problem as one more member: a {@link SecurityException} for what the
     * caller may not do, an {@link java.io.IOException} for what could not be reached.
     */
    public static ObjectNode problem(JsonNode request, Problem problem) {
        String exception =
                switch (problem.status()) {
                    case 401, 403 -> SecurityException.class.getName();
                    case 400 -> IllegalArgumentException.class.getName();
                    default -> java.io.IOException.class.getName();
                };
        String verdict = problem.verdict()
                .filter(known -> known.kind() != VerdictKind.UNDETERMINED)
                .map(known -> " Verdict: " + known.kind() + " of " + known.component() + ".")
                .orElse("");
        ObjectNode response = error(request, problem.status(), exception, problem.detail() + verdict);
        response.set("problem", Json.wire().valueToTree(problem));
        return response;
    }

    /** Whether Farspan wrote the response: the request was not carried out, or its answer is not there. */
    public static boolean isProblem(RawJson response) {
        return response.length() < LONGEST_PROBLEM
                && response.contains(PROBLEM)
                && response.tree().path("problem").path("code").isTextual();
    }

    /** Whether a response carries a value. */
    public static boolean succeeded(JsonNode response) {
        return response.path("status").asInt() == 200;
    }

    /** The response as bytes. */
    public static RawJson raw(ObjectNode response) {
        return RawJson.of(response);
    }

    private static ObjectNode envelope(JsonNode request) {
        ObjectNode response = JsonNodeFactory.instance.objectNode();
        if (request.path("config").path("includeRequest").asBoolean(true)) {
            response.set("request", request);
        }
        return response;
    }
}
