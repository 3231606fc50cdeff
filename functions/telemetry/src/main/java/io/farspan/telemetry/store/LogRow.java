package io.farspan.telemetry.store;

import io.farspan.protocol.stream.StreamRecord;

/**
 * A record and its place.
 *
 * @param offset its offset in its stream
 * @param nanos when it happened by home's clock, in nanoseconds since 1970; the time of receipt when that cannot be
 * @param record the record
 */
public record LogRow(long offset, long nanos, StreamRecord record) {}
