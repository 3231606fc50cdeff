package io.farspan.home.gate;

import java.util.Locale;

import io.farspan.protocol.call.Names;

/** What can be granted. */
enum Right {
    /** To see a value that is otherwise masked, or to read by way of a provider. */
    READ,
    /** To set an attribute. */
    WRITE,
    /** To invoke an operation. */
    EXEC;

    /** From its lower-case word. */
    static Right parse(String word) {
        for (Right right : values()) {
            if (right.word().equals(word)) {
                return right;
            }
        }
        throw new IllegalArgumentException("'" + Names.shorten(word) + "' is not a right: write read, write or exec");
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
