package io.farspan.home.ledger;

import java.util.Optional;

/** Ledgers for tests of other packages. */
public final class TestLedger {

    private TestLedger() {}

    /** A ledger without a database or a spool. */
    public static Ledger inMemory() {
        return new Ledger(new NoStore());
    }

    /** Ends its threads. */
    public static void close(Ledger ledger) {
        ledger.close();
    }

    private static final class NoStore implements LedgerConfig {

        @Override
        public Optional<String> url() {
            return Optional.empty();
        }

        @Override
        public Optional<String> user() {
            return Optional.empty();
        }

        @Override
        public Optional<String> password() {
            return Optional.empty();
        }

        @Override
        public Optional<String> passwordFile() {
            return Optional.empty();
        }

        @Override
        public Optional<String> spool() {
            return Optional.empty();
        }
    }
}
