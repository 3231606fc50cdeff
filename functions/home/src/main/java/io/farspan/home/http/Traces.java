package io.farspan.home.http;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.farspan.protocol.trace.TraceContext;

/** The trace of a request: the one it continues, or a new one. */
public final class Traces {

    private Traces() {}

    public static TraceContext of(@Nullable String traceparent) {
        return TraceContext.continueFrom(Optional.ofNullable(traceparent));
    }
}
