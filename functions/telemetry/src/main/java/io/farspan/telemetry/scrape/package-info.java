/**
 * What Prometheus scrapes: the metrics of all instances of an application as they are now, one call to each location. Names,
 * units and formats are those of OpenTelemetry's rules for Prometheus.
 */
@NullMarked
package io.farspan.telemetry.scrape;

import org.jspecify.annotations.NullMarked;
