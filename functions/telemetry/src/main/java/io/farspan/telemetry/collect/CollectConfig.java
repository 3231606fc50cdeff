package io.farspan.telemetry.collect;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

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

    /**
     * The locations whose functions publish to Kafka ({@code farspan.kafka.servers}), from where the records are read; {@code all}
     * for all. Those of the others come by HTTPS.
     */
    Optional<Set<String>> byKafka();

    /** Whether a location's records come by Kafka. */
    default boolean isByKafka(String location) {
        return byKafka()
                .filter(locations -> locations.contains("all") || locations.contains(location))
                .isPresent();
    }

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
