package io.farspan.protocol.json;

import java.io.IOException;
import java.io.UncheckedIOException;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

/**
 * The two ways Farspan reads JSON. Both write alike: absent members are left out, instants are ISO 8601. In trees numbers
 * keep every digit.
 */
public final class Json {

    /** What Jackson adds to some messages: where a bracket was opened, with a piece of the document. */
    private static final String SOURCE = " \\((for|start marker)[^\\[]*\\[Source.*";

    /** An attribute can be a text of many megabytes. What comes in is bounded by the limits of bodies. */
    private static final int LONGEST_TEXT = 256 << 20;

    private static final JsonMapper WIRE = mapper(false);
    private static final JsonMapper STRICT = mapper(true);

    private Json() {}

    /** Between Farspan's own parts: an unknown member is ignored, so that two releases can talk while one is upgraded. */
    public static JsonMapper wire() {
        return WIRE;
    }

    /** From people and tools: an unknown member is an error, so that a typing mistake never passes silently. */
    public static JsonMapper strict() {
        return STRICT;
    }

    /** A value of ours as UTF-8 bytes; ours can always be written. */
    public static byte[] write(Object value) {
        try {
            return WIRE.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("Cannot write " + value.getClass().getSimpleName() + " as JSON", e);
        }
    }

    /** What is wrong with a document and where, in one line that repeats none of its content. */
    public static String explain(IOException failure) {
        if (failure instanceof JsonProcessingException json && json.getLocation() != null) {
            return plain(json.getOriginalMessage()
                            .lines()
                            .findFirst()
                            .orElse("not JSON")
                            .replaceAll(SOURCE, "")) + " (line "
                    + json.getLocation().getLineNr() + ", column "
                    + json.getLocation().getColumnNr() + ")";
        }
        return String.valueOf(failure.getMessage());
    }

    /** The message without classes and constructors, which mean nothing to a caller. */
    private static String plain(String message) {
        return message.replaceFirst("^Missing required creator property '([^']*)'.*", "the member '$1' is missing")
                .replaceFirst("^Unrecognized field \"([^\"]*)\".*", "there is no member '$1'");
    }

    private static JsonMapper mapper(boolean strict) {
        JsonFactory factory = JsonFactory.builder()
                .enable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength(LONGEST_TEXT)
                        .build())
                .build();
        // Names of members come from outside and are many: interning each costs more than it saves.
        factory.configure(JsonFactory.Feature.INTERN_FIELD_NAMES, false);
        factory.configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature(), strict);
        return JsonMapper.builder(factory)
                .addModule(new JavaTimeModule())
                .addModule(new Jdk8Module())
                .serializationInclusion(JsonInclude.Include.NON_ABSENT)
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .nodeFactory(JsonNodeFactory.withExactBigDecimals(true))
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, strict)
                .configure(DeserializationFeature.FAIL_ON_TRAILING_TOKENS, true)
                .build();
    }
}
