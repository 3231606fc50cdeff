package io.farspan.protocol.stream;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

import io.farspan.protocol.call.Names;

/** What the records of a stream are. */
public enum StreamKind {
    /** Events of a log. */
    LOG,
    /** Sampled attributes. */
    METRIC,
    /** JMX notifications. */
    NOTIFICATION;

    /** The lower-case word that stands for it in JSON. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** From the lower-case word. */
    @JsonCreator
    public static StreamKind parse(String word) {
        for (StreamKind kind : values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException(
                "A stream's kind must be log, metric or notification, not '" + Names.shorten(word) + "'");
    }
}
