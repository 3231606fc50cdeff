package io.farspan.failover;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of failover: whether it is automatic, how fast, and when it must not happen. */
@StaticInitSafe
@ConfigMapping(prefix = "farspan.failover")
public interface FailoverConfig {

    /** Whether traffic may be moved automatically. */
    @WithDefault("false")
    boolean automatic();

    /** A file whose presence stops all automatic moves: a kill switch for operators. */
    Optional<String> killSwitch();

    /** How long an application must be degraded before traffic is moved, and how long each step is watched. */
    @WithDefault("30s")
    Duration soak();

    /** The minimum time between a move and the next automatic one. */
    @WithDefault("5m")
    Duration cooldown();

    /** The shares that a degraded location keeps from step to step, in per cent of its original weight. */
    @WithDefault("50,25,0")
    List<Integer> steps();

    /**
     * Freeze windows in which nothing is moved automatically, such as
     * {@code 2026-12-24T00:00:00Z/2026-12-27T00:00:00Z}.
     */
    Optional<List<String>> freeze();

    /**
     * How long to wait until a move is visible at the map's servers and through the resolvers. Route 53 can take a
     * minute.
     */
    @WithDefault("10s")
    Duration verify();

    /**
     * Caching resolvers ({@code host:port}) through which a committed move is verified: they show what clients see once
     * cached records have expired. Without any, the move is verified at the map's own server only.
     */
    Optional<List<String>> resolvers();

    /** The least number of healthy instances a location needs to take over traffic. */
    @WithDefault("1")
    int leastInstances();
}
