package io.farspan.troubleshooting.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import io.farspan.home.store.Store;
import io.farspan.testkit.postgres.PostgresDatabase;

/** A database, and routers' stores over it: empty before each test. */
public final class Database extends PostgresDatabase implements AfterAllCallback {

    private final List<Store> stores = new ArrayList<>();

    /** A router's access to it. */
    public Store store() {
        Store store = new Store(new DatabaseSettings(Optional.of(url())));
        stores.add(store);
        return store;
    }

    @Override
    public void afterAll(ExtensionContext tests) {
        stores.forEach(Store::close);
    }
}
