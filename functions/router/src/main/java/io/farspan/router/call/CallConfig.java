package io.farspan.router.call;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The limits of calls and their warm-up ({@code farspan.router.*}). */
@StaticInitSafe
@ConfigMapping(prefix = "farspan.router")
public interface CallConfig {

    /** The largest answer to a call in bytes, for all locations together. Instances beyond it get a problem instead. */
    @WithDefault("67108864")
    long maxUnifiedBytes();

    /** The calls that the router makes to each location itself, so that a tool's first one is not slow; 0 for none. */
    @WithDefault("30")
    int warmUpCalls();
}
