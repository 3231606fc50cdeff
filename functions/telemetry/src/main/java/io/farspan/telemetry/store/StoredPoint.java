package io.farspan.telemetry.store;

/**
 * A point of a metric as it is stored.
 *
 * @param series whose point it is
 * @param micros when it was sampled by home's clock, in microseconds since 1970
 * @param value a finite number
 */
public record StoredPoint(StoredSeries series, long micros, double value) {}
