package io.farspan.home.store;

import java.util.Optional;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;

/** Settings of the router's database. */
@StaticInitSafe
@ConfigMapping(prefix = "farspan.store")
public interface StoreConfig {

    /**
     * The database, as {@code jdbc:postgresql://host:port/database}; PostgreSQL 14 or later. Without it, nothing is
     * stored, and entries of the ledger are only spooled.
     */
    Optional<String> url();

    /** The database user. */
    Optional<String> user();

    /** The user's password. */
    Optional<String> password();

    /**
     * A file with the password instead, read for every new connection, so that it can be rotated while the router
     * runs.
     */
    Optional<String> passwordFile();
}
