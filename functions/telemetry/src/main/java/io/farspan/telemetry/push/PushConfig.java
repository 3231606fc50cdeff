package io.farspan.telemetry.push;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of telemetry that home is sent. */
@StaticInitSafe
@ConfigMapping(prefix = "farspan.telemetry.push")
public interface PushConfig {

    /**
     * How many bytes a second are taken for one location of an application at each router, uncompressed and on average over
     * ten seconds. What is above is refused for now, so that nobody with the role fills the database.
     */
    @WithDefault("4194304")
    int maxBytesPerSecond();
}
