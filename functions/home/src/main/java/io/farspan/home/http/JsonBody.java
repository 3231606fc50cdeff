package io.farspan.home.http;

import java.io.IOException;
import java.util.function.Supplier;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import io.smallrye.mutiny.Uni;

import io.farspan.home.work.LargeWork;
import io.farspan.protocol.json.Exponents;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/**
 * Checks and parses JSON bodies from clients: no duplicate members, no excessive nesting, no numbers that are short to
 * send and enormous to write out, and only text that can be written again.
 */
public final class JsonBody {

    private static final int DEEPEST = 200;

    private JsonBody() {}

    /**
     * Checks the document in one pass.
     *
     * @return the number of elements of an array, otherwise 1
     * @throws FarspanException {@code MALFORMED_REQUEST} with what is wrong and where
     */
    public static int check(byte[] body) {
        int elements = 0;
        int depth = 0;
        boolean array = false;
        try (JsonParser parser = Json.strict().createParser(body)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                array |= depth == 0 && token == JsonToken.START_ARRAY;
                elements += depth == 1 && array && !token.isStructEnd() ? 1 : 0;
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (depth > DEEPEST) {
                    throw malformed(parser, "it is nested deeper than " + DEEPEST + " levels");
                }
                if (Exponents.isTooLarge(parser)) {
                    throw malformed(parser, "a number has an exponent beyond " + Exponents.LARGEST);
                }
                if ((token == JsonToken.VALUE_STRING || token == JsonToken.FIELD_NAME)
                        && hasLoneSurrogate(parser.getText())) {
                    throw malformed(parser, "a string has half of a surrogate pair, which is not a character");
                }
            }
        } catch (IOException e) {
            throw new FarspanException(
                    ProblemCode.MALFORMED_REQUEST, "The body cannot be read: " + Json.explain(e) + ".", e);
        }
        return array ? elements : 1;
    }

    /** Parses a body. A failure says what is wrong and where. */
    public static <T> T parse(byte[] body, Class<T> type) {
        if (body == null || body.length == 0) {
            throw new FarspanException(ProblemCode.MALFORMED_REQUEST, "The body is empty; a JSON object is expected.");
        }
        check(body);
        try {
            T value = Json.strict().readValue(body, type);
            if (value == null) {
                throw new FarspanException(
                        ProblemCode.MALFORMED_REQUEST, "The body is null; a JSON object is expected.");
            }
            return value;
        } catch (ValueInstantiationException e) {
            throw malformed(e.getCause() == null ? e : e.getCause(), e);
        } catch (JsonMappingException e) {
            throw e.getCause() instanceof IllegalArgumentException cause ? malformed(cause, e) : malformed(e);
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    private static FarspanException malformed(IOException failure) {
        return new FarspanException(
                ProblemCode.MALFORMED_REQUEST, "The body cannot be read: " + Json.explain(failure) + ".", failure);
    }

    private static FarspanException malformed(Throwable cause, IOException failure) {
        return cause instanceof FarspanException known
                ? known
                : new FarspanException(
                        ProblemCode.MALFORMED_REQUEST, "The body cannot be used: " + cause.getMessage() + ".", failure);
    }

    /** Runs {@code read} on a body; for a large one on a worker thread, so that it delays no other request. */
    public static <T> Uni<T> read(byte[] body, Supplier<T> read) {
        return LargeWork.of(body == null ? 0 : body.length, read);
    }

    private static boolean hasLoneSurrogate(String text) {
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (Character.isHighSurrogate(c)
                    && at + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(at + 1))) {
                at++;
            } else if (Character.isSurrogate(c)) {
                return true;
            }
        }
        return false;
    }

    private static FarspanException malformed(JsonParser parser, String why) {
        return new FarspanException(
                ProblemCode.MALFORMED_REQUEST,
                "The body cannot be used: " + why + " (line "
                        + parser.currentTokenLocation().getLineNr() + ", column "
                        + parser.currentTokenLocation().getColumnNr() + ").");
    }
}
