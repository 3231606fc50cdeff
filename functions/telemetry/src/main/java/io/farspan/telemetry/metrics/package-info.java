/**
 * The HTTP API of stored metrics: their values at equal steps, of each instance or of all together. Counters become rates
 * that know that an instance began again.
 */
@NullMarked
package io.farspan.telemetry.metrics;

import org.jspecify.annotations.NullMarked;
