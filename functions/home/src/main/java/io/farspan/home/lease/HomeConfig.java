package io.farspan.home.lease;

import java.time.Duration;
import java.util.Optional;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * How home is kept and moved, for routers that know their {@code farspan.router.location}. The times are those of the
 * design: a home that cannot renew has stopped changing things long before anybody takes over.
 */
@StaticInitSafe
@ConfigMapping(prefix = "farspan.home")
public interface HomeConfig {

    /** How often home renews its lease. */
    @WithDefault("5s")
    Duration renew();

    /** How long after its last renewal home may change things. */
    @WithDefault("10s")
    Duration fence();

    /** How long the lease must have stood still before a standby takes over. */
    @WithDefault("20s")
    Duration takeover();

    /** Where tools reach this router once it is home: a host name. Without it {@code _tool} is left as it is. */
    Optional<String> toolHost();

    /** The host's address, if the map itself holds it. */
    Optional<String> toolAddress();

    /** The port tools connect to; the one this router listens on unless another is in front of it. */
    Optional<Integer> toolPort();

    /** Whether tools speak TLS to it. */
    @WithDefault("true")
    boolean toolTls();
}
