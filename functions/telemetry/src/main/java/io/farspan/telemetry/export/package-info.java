/**
 * Sends what is stored to an OTLP receiver, such as an OpenTelemetry Collector, while this router is home. It reads the store by
 * order of arrival from a place that is kept there, and goes on only when the receiver has acknowledged what came before.
 */
@NullMarked
package io.farspan.telemetry.export;

import org.jspecify.annotations.NullMarked;
