package io.farspan.home.map;

import io.smallrye.mutiny.Uni;

import io.farspan.protocol.call.InstanceId;

/**
 * Fetches from an instance what would be lost with it. A feature that keeps such things is a bean of this type; all of them
 * are asked before an instance is removed from the map. Thread-safe.
 */
public interface InstanceDrain {

    /**
     * Fetches what the instance still has, for a limited time, and verifies it against what the instance itself says. Doing
     * it again goes on where it ended.
     *
     * <p>An instance that cannot be reached is a result with what is missing. Fails with
     * {@link io.farspan.protocol.problem.FarspanException} when it cannot be told: {@code NOT_HOME},
     * {@code STORE_UNREACHABLE}, {@code PLUGIN_BUSY}.
     */
    Uni<DrainResult> drain(String application, InstanceId instance);
}
