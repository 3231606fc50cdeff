package io.farspan.router.api;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.farspan.protocol.trace.TraceContext;

/** The trace that a request continues or begins. */
final class Traces {

    private Traces() {}

    static TraceContext of(@Nullable String traceparent) {
        return TraceContext.continueFrom(Optional.ofNullable(traceparent));
    }
}
