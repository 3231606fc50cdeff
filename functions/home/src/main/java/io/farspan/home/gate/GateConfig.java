package io.farspan.home.gate;

import java.time.Duration;
import java.util.Optional;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What callers may do ({@code farspan.router.*}). */
@StaticInitSafe
@ConfigMapping(prefix = "farspan.router")
public interface GateConfig {

    /** The file with this deployment's grants, in addition to the built-in ones; see the operator guide, Grants. */
    Optional<String> policy();

    /** How often the policy file is checked for changes. */
    @WithDefault("5s")
    Duration policyReload();

    /** The most calls that one caller may have under way. */
    @WithDefault("100")
    int callsPerCaller();
}
