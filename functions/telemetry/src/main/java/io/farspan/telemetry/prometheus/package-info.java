/**
 * Prometheus' remote read over the stored metrics: an unmodified Prometheus evaluates PromQL over them. The few messages are
 * written by hand, and the chunks are Prometheus' own form of Gorilla's.
 */
@NullMarked
package io.farspan.telemetry.prometheus;

import org.jspecify.annotations.NullMarked;
