package io.farspan.telemetry.push;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;

import io.farspan.home.http.JsonBody;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/** What was sent as JSON. */
public final class PushedJson {

    /** The most values: each takes some hundred bytes of memory, however short it is. */
    public static final int MOST_VALUES = 500_000;

    private PushedJson() {}

    /**
     * Reads it.
     *
     * @throws FarspanException {@code MALFORMED_REQUEST}, {@code BODY_TOO_LARGE}
     */
    public static JsonNode read(byte[] body) {
        JsonBody.check(body);
        try {
            int values = 0;
            try (JsonParser parser = Json.strict().createParser(body)) {
                while (parser.nextToken() != null) {
                    if (++values > 2 * MOST_VALUES) { // names and ends count, too
                        throw tooMany();
                    }
                }
            }
            return Json.strict().readTree(body);
        } catch (IOException e) {
            throw new FarspanException(
                    ProblemCode.MALFORMED_REQUEST, "The body cannot be read: " + Json.explain(e) + ".", e);
        }
    }

    /** The failure for more values than are read. */
    public static FarspanException tooMany() {
        return new FarspanException(
                ProblemCode.BODY_TOO_LARGE,
                "The body has more than " + MOST_VALUES + " values. Have it sent in smaller batches.");
    }
}
