package io.farspan.telemetry.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import io.farspan.home.store.Store;

/** A real PostgreSQL, and routers' stores over it: one for a test class, empty before each test. */
public final class Database implements BeforeEachCallback, AfterAllCallback {

    private final EmbeddedPostgres postgres;
    private final List<Store> stores = new ArrayList<>();

    /** Starts it. */
    public Database() {
        try {
            postgres = EmbeddedPostgres.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A router's access to it. */
    public Store store() {
        Store store = new Store(new DatabaseSettings(
                Optional.of("jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres?user=postgres")));
        stores.add(store);
        return store;
    }

    /** Executes a statement as somebody else. */
    public void execute(String sql) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of each row. */
    public List<String> column(String sql) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (row.next()) {
                values.add(row.getString(1));
            }
            return values;
        }
    }

    /** A connection of its own. */
    Connection connect() throws SQLException {
        return postgres.getPostgresDatabase().getConnection();
    }

    @Override
    public void beforeEach(ExtensionContext test) throws SQLException {
        execute("drop schema public cascade; create schema public");
    }

    @Override
    public void afterAll(ExtensionContext tests) throws IOException {
        stores.forEach(Store::close);
        postgres.close();
    }
}
