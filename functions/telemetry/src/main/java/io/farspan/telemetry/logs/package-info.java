/**
 * The HTTP API of what has been collected: log records of all locations in the order of their time, and how far each stream
 * is stored.
 */
@NullMarked
package io.farspan.telemetry.logs;

import org.jspecify.annotations.NullMarked;
