package io.farspan.telemetry.sampling;

import java.time.Duration;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of how home samples the metrics of instances that have no agent of ours. */
@StaticInitSafe
@ConfigMapping(prefix = "farspan.telemetry.sampling")
public interface SamplingConfig {

    /** Whether it does, where telemetry is collected. */
    @WithDefault("true")
    boolean enabled();

    /** How often, at least a second; our agent's interval by default. */
    @WithDefault("10s")
    Duration interval();

    /** How long a call to a location may take. */
    @WithDefault("5s")
    Duration deadline();
}
