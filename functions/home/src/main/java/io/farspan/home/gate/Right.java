package io.farspan.home.gate;

import java.util.Locale;

import io.farspan.protocol.call.Names;

/** The rights that a policy can grant. */
enum Right {
    /** To see a value that is otherwise masked, or to read through a provider. */
    READ,
    /** To set an attribute. */
    WRITE,
    /** To invoke an operation. */
    EXEC;

    /** Parses the lower-case word. */
    static Right parse(String word) {
        for (Right right : values()) {
            if (right.word().equals(word)) {
                return right;
            }
        }
        throw new IllegalArgumentException("'" + Names.shorten(word) + "' must be a right: read, write or exec");
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
