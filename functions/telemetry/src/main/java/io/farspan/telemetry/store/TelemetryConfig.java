package io.farspan.telemetry.store;

import java.time.Duration;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of telemetry. It is kept in the router's database ({@code farspan.store.url}). */
@StaticInitSafe
@ConfigMapping(prefix = "farspan.telemetry")
public interface TelemetryConfig {

    /** How long records are kept, in whole days; a part of a day counts as a day. */
    @WithDefault("14d")
    Duration retention();
}
