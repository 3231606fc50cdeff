package io.farspan.home.ledger;

import java.util.Optional;

import io.farspan.home.store.TestStore;

/** Ledgers for tests of other packages. */
public final class TestLedger {

    private TestLedger() {}

    /** A ledger without a database or a spool. */
    public static Ledger inMemory() {
        return new Ledger(Optional::empty, TestStore.none());
    }

    /** Ends its threads. */
    public static void close(Ledger ledger) {
        ledger.close();
    }
}
