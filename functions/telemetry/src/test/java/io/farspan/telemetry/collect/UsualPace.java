package io.farspan.telemetry.collect;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Collecting with the usual times, or none. */
public record UsualPace(boolean enabled) implements CollectConfig {

    @Override
    public Duration busy() {
        return Duration.ofMillis(250);
    }

    @Override
    public Duration quiet() {
        return Duration.ofSeconds(5);
    }

    @Override
    public Duration deadline() {
        return Duration.ofSeconds(10);
    }

    @Override
    public Duration drain() {
        return Duration.ofSeconds(15);
    }

    @Override
    public Optional<Set<String>> byKafka() {
        return Optional.empty();
    }
}
