package io.farspan.telemetry.collect;

import java.time.Duration;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of how telemetry is fetched. */
@StaticInitSafe
@ConfigMapping(prefix = "farspan.telemetry.collect")
public interface CollectConfig {

    /** Whether it is fetched, which needs a database ({@code farspan.store.url}). */
    @WithDefault("false")
    boolean enabled();

    /** The pause between two calls to a location that had records. */
    @WithDefault("250ms")
    Duration busy();

    /** What the pause grows to while a location has none, and while it cannot be reached. */
    @WithDefault("5s")
    Duration quiet();

    /** How long a call may take. */
    @WithDefault("10s")
    Duration deadline();

    /** How long an instance is emptied before its removal is refused. Doing it again goes on where it ended. */
    @WithDefault("15s")
    Duration drain();
}
