package io.farspan.core.collect;

import java.io.UncheckedIOException;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.jspecify.annotations.Nullable;

import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/** The body of a call to a plugin that reads streams. */
public final class CallBody {

    private CallBody() {}

    /**
     * Reads a body as {@code type}. Fails with {@code MALFORMED_REQUEST}.
     *
     * @param members the names of its members, for the message
     */
    public static <T> T read(String plugin, String members, RawJson body, Class<T> type) {
        if (!body.isObject()) {
            throw malformed(plugin, members, "something else", null);
        }
        try {
            return Json.wire().treeToValue(body.tree(), type);
        } catch (JsonProcessingException e) {
            throw malformed(plugin, members, Json.explain(e), e);
        } catch (UncheckedIOException | IllegalArgumentException e) {
            throw malformed(plugin, members, String.valueOf(e.getMessage()), e);
        }
    }

    private static FarspanException malformed(String plugin, String members, String what, @Nullable Exception cause) {
        return new FarspanException(
                ProblemCode.MALFORMED_REQUEST,
                "The plugin '" + plugin + "' needs an object with " + members + ", and got " + what + ".",
                cause);
    }
}
