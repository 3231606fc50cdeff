package io.farspan.home.ledger;

import java.util.Optional;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.ConfigMapping;

/** Settings of the ledger's spool. Those of its database are in {@link io.farspan.home.store.StoreConfig}. */
@StaticInitSafe
@ConfigMapping(prefix = "farspan.store")
public interface LedgerConfig {

    /** The spool, a file in which entries wait until the database has them. Without it, they wait in memory. */
    Optional<String> spool();
}
