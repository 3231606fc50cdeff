package io.farspan.home.lease;

import java.time.Duration;
import java.util.Optional;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * Settings of the home role, for routers with a {@code farspan.router.location}. With the default times a home that
 * cannot renew its lease has stopped making changes for as long as a commit may take before a standby takes over.
 */
@StaticInitSafe
@ConfigMapping(prefix = "farspan.home")
public interface HomeConfig {

    /** How often home renews its lease. */
    @WithDefault("3s")
    Duration renew();

    /** How long after its last renewal home may make changes. */
    @WithDefault("8s")
    Duration fence();

    /** How long the lease must not have been renewed before a standby takes over. */
    @WithDefault("12s")
    Duration takeover();

    /**
     * The host name by which tools reach this router once it is home. Without it, the record {@code _tool} is not
     * changed.
     */
    Optional<String> toolHost();

    /** The host's address, if the map itself has the record for it. */
    Optional<String> toolAddress();

    /** The port that tools connect to; by default the one this router listens on. */
    Optional<Integer> toolPort();

    /** Whether tools connect with TLS. */
    @WithDefault("true")
    boolean toolTls();
}
