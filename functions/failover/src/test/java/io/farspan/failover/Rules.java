package io.farspan.failover;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Failover settings for tests: the defaults, and what a test overrides. */
final class Rules implements FailoverConfig {

    static final Duration SOAK = Duration.ofSeconds(30);

    Optional<String> killSwitch = Optional.empty();
    Optional<List<String>> freeze = Optional.empty();
    List<Integer> steps = List.of(50, 25, 0);

    @Override
    public boolean automatic() {
        return true;
    }

    @Override
    public Optional<String> killSwitch() {
        return killSwitch;
    }

    @Override
    public Duration soak() {
        return SOAK;
    }

    @Override
    public Duration cooldown() {
        return Duration.ofMinutes(5);
    }

    @Override
    public List<Integer> steps() {
        return steps;
    }

    @Override
    public Optional<List<String>> freeze() {
        return freeze;
    }

    @Override
    public Duration verify() {
        return Duration.ofSeconds(10);
    }

    @Override
    public Optional<List<String>> resolvers() {
        return Optional.empty();
    }

    @Override
    public int leastInstances() {
        return 1;
    }
}
