package io.farspan.failover;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What may be moved without anybody asking, and how. */
@StaticInitSafe
@ConfigMapping(prefix = "farspan.failover")
public interface FailoverConfig {

    /** Whether traffic is moved without anybody asking. */
    @WithDefault("false")
    boolean automatic();

    /** A file whose presence forbids all automatic moves, to be made in a hurry. */
    Optional<String> killSwitch();

    /** How long an application must be degraded before traffic is moved, and how long each step is watched. */
    @WithDefault("30s")
    Duration soak();

    /** How long after a move no other is made automatically. */
    @WithDefault("5m")
    Duration cooldown();

    /** Shares that a location keeps on its way to nothing, in per cent of what it had. */
    @WithDefault("50,25,0")
    List<Integer> steps();

    /** Times in which nothing is moved automatically, as {@code 2026-12-24T00:00:00Z/2026-12-27T00:00:00Z}. */
    Optional<List<String>> freeze();

    /** How long to wait until a move is seen at the map's servers and through the resolvers. Route 53 can take a minute. */
    @WithDefault("10s")
    Duration verify();

    /**
     * Caching resolvers ({@code host:port}) through which a move is looked at after it was committed: what clients see, once
     * the records they know have aged. Without any it is read back from the map's own server only.
     */
    Optional<List<String>> resolvers();

    /** How many healthy instances a location must have to take traffic over. */
    @WithDefault("1")
    int leastInstances();
}
