package io.farspan.protocol.stream;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/** Bytes of a stream that are not what their format says. The message says where, and repeats none of them. */
public final class MalformedStreamException extends IOException {

    private static final long serialVersionUID = 1L;

    MalformedStreamException(String message) {
        this(message, null);
    }

    MalformedStreamException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** None: a block of few bytes can have very many payloads that are no records. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
