package io.farspan.router.fanout;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The limits of the fan-out ({@code farspan.router.*}). */
@StaticInitSafe
@ConfigMapping(prefix = "farspan.router")
public interface FanOutConfig {

    /** The most heavy calls that one caller may have under way to one location's function; further ones wait. */
    @WithDefault("3")
    int heavyCallsPerCaller();
}
