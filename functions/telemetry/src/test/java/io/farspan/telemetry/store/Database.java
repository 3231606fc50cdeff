package io.farspan.telemetry.store;

import java.io.IOException;
import java.nio.file.Path;
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

    /** That of a PostgreSQL of its own with its data in a folder, so that it can be started again. */
    public Database(Path data) {
        super(data);
    }

    /** One beside those of other tests. */
    public Database() {}

    /** A router's access to it. */
    public Store store() {
        Store store = new Store(new DatabaseSettings(Optional.of(url())));
        stores.add(store);
        return store;
    }

    /** Ends all access to it, and what it has of its own. */
    @Override
    public void close() throws IOException {
        stores.forEach(Store::close);
        super.close();
    }

    @Override
    public void afterAll(ExtensionContext tests) throws IOException {
        close();
    }
}
