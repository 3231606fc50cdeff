package io.farspan.home.store;

import java.util.Optional;

/** Stores for tests. */
public final class TestStore {

    private TestStore() {}

    /** A store without a database. */
    public static Store none() {
        return new Store(new Settings(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    /** A store over this database. */
    public static Store of(String url) {
        return new Store(new Settings(Optional.of(url), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    /** Settings of a store. */
    record Settings(
            Optional<String> url, Optional<String> user, Optional<String> password, Optional<String> passwordFile)
            implements StoreConfig {}
}
