package io.farspan.home.ledger;

import java.util.Optional;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;

/** Settings of the ledger's database and spool. */
@StaticInitSafe
@ConfigMapping(prefix = "farspan.store")
public interface LedgerConfig {

    /**
     * The database, as {@code jdbc:postgresql://host:port/database}; PostgreSQL 14 or later. Without it, entries are
     * only spooled.
     */
    Optional<String> url();

    /** The database user. */
    Optional<String> user();

    /** The user's password. */
    Optional<String> password();

    /** A file with the password instead, read for every connection, so that it can be rotated while the router runs. */
    Optional<String> passwordFile();

    /** The spool, a file in which entries wait until the database has them. Without it, they wait in memory. */
    Optional<String> spool();
}
