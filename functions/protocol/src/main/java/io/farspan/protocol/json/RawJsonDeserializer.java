package io.farspan.protocol.json;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * Slices the value out of the document when that is a whole byte array, as with
 * {@link com.fasterxml.jackson.databind.ObjectMapper#readValue(byte[], Class)}; rebuilds its text from any other source.
 */
final class RawJsonDeserializer extends JsonDeserializer<RawJson> {

    @Override
    public RawJson deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        long from = parser.currentTokenLocation().getByteOffset();
        if (from >= 0 && parser.currentTokenLocation().contentReference().getRawContent() instanceof byte[] source) {
            int base =
                    Math.max(0, parser.currentTokenLocation().contentReference().contentOffset());
            return RawJson.skip(parser, source, base);
        }
        JsonNode tree = parser.readValueAsTree();
        return RawJson.of(tree);
    }

    /** A member that is absent is not one that is null: an optional one is empty. */
    @Override
    public @Nullable Object getAbsentValue(DeserializationContext context) {
        return null;
    }

    @Override
    public RawJson getNullValue(DeserializationContext context) {
        return RawJson.of("null");
    }
}
