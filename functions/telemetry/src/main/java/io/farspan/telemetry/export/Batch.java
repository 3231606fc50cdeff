package io.farspan.telemetry.export;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.farspan.telemetry.store.ExportPlace;

/**
 * What is sent in one request.
 *
 * @param message the request, as protobuf
 * @param count the records or points in it
 * @param what which they are, for people
 * @param next the place after it, when there is one in the middle of a piece
 * @param halves the same in two requests, for a receiver to which it is too large; none when it is a single record or point
 */
record Batch(byte[] message, int count, String what, Optional<ExportPlace> next, Supplier<List<Batch>> halves) {}
