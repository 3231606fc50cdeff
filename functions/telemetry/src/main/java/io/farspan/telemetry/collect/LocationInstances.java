package io.farspan.telemetry.collect;

import java.util.Set;

import io.farspan.protocol.call.InstanceId;

/** The instances that a location has by the map. Blocks, and fails like a read of the map. */
@FunctionalInterface
interface LocationInstances {

    /** Those of the map's {@code generation} or a later one. */
    Set<InstanceId> at(long generation);
}
