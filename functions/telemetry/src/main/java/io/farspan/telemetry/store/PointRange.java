package io.farspan.telemetry.store;

import java.time.Instant;
import java.util.Optional;

import io.farspan.protocol.call.InstanceId;

/**
 * Points of metrics of an application by their time.
 *
 * @param instance of this instance; without one, of all
 * @param from the earliest time
 * @param to the latest time
 */
public record PointRange(Optional<InstanceId> instance, Instant from, Instant to) {}
