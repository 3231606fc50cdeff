package io.farspan.home.settings;

import java.util.Optional;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;

/** The router's settings that several features share; each feature has its own beside them, under the same prefix. */
@StaticInitSafe
@ConfigMapping(prefix = "farspan.router")
public interface RouterConfig {

    /** The location of this router, as named in the map's {@code _home} record. Required where there is a standby. */
    Optional<String> location();

    /** A PEM file with the authorities for functions' certificates, if they are not public ones. */
    Optional<String> trustedCertificates();
}
