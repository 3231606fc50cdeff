/**
 * The logs as Grafana's Loki has them: its HTTP API over our store, so that Grafana's log view and Loki's clients work as they
 * are. Of LogQL there is what selects, filters and counts; anything else is refused with the place where it stands.
 */
@NullMarked
package io.farspan.telemetry.loki;

import org.jspecify.annotations.NullMarked;
