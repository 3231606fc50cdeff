package io.farspan.protocol.stream;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

import io.farspan.protocol.call.Text;

/**
 * The name of a stream, unique in its instance, such as {@code jul} or {@code file:/var/log/shop/app.log}.
 *
 * @param value 1 to {@value #LONGEST} characters, none of which {@link Text#require} refuses
 */
public record StreamName(@JsonValue String value) implements Comparable<StreamName> {

    /** The most characters of a name. */
    public static final int LONGEST = 255;

    @JsonCreator
    public StreamName {
        if (value.isEmpty() || value.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "A stream's name must have 1 to " + LONGEST + " characters, not " + value.length());
        }
        Text.require("name of a stream", value);
    }

    @Override
    public int compareTo(StreamName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
