package io.farspan.telemetry.export;

import java.util.Iterator;

import io.farspan.telemetry.store.ExportPlace;

/**
 * What is read together, and sent in one batch after the other.
 *
 * @param batches the batches, each made when it is asked for
 * @param next the place after all of them
 * @param more whether more is known to be there
 */
record Piece(Iterator<Batch> batches, ExportPlace next, boolean more) {}
