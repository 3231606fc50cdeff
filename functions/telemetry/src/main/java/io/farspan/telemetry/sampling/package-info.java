/**
 * Samples the metrics of instances that have no agent of ours, such as a stock Jolokia agent: home asks for them at an interval,
 * each location with one call. Its points are stored like those that agents sample.
 */
@NullMarked
package io.farspan.telemetry.sampling;

import org.jspecify.annotations.NullMarked;
