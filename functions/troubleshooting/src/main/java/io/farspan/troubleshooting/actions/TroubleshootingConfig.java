package io.farspan.troubleshooting.actions;

import java.time.Duration;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of troubleshooting. Actions are kept in the router's database ({@code farspan.store.url}). */
@StaticInitSafe
@ConfigMapping(prefix = "farspan.troubleshooting")
public interface TroubleshootingConfig {

    /** How long actions and their results are kept. */
    @WithDefault("1d")
    Duration retention();
}
