package io.farspan.testkit.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A database in a real PostgreSQL: empty before each test. */
public class PostgresDatabase implements BeforeEachCallback {

    private static final Duration START = Duration.ofSeconds(60);
    private static final AtomicInteger MADE = new AtomicInteger();

    /** One for all test classes; it stops with the virtual machine. */
    private static @Nullable EmbeddedPostgres shared;

    private final @Nullable Path data;
    private final String name;
    private EmbeddedPostgres postgres;

    /** A database beside those of other tests. */
    public PostgresDatabase() {
        data = null;
        postgres = shared();
        name = "test" + MADE.incrementAndGet();
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** That of a PostgreSQL of its own with its data in a folder, so that it can be started again. */
    public PostgresDatabase(Path data) {
        this.data = data;
        postgres = start(data, 0);
        name = "postgres";
    }

    private static synchronized EmbeddedPostgres shared() {
        if (shared == null) {
            shared = start(null, 0);
        }
        return shared;
    }

    private static EmbeddedPostgres start(@Nullable Path data, int port) {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder().setPGStartupWait(START);
        if (data != null) {
            builder.setDataDirectory(data).setCleanDataDirectory(false);
        }
        try {
            return (port == 0 ? builder : builder.setPort(port)).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts one of its own again at the same port with the data that it had, whether it still runs or not. */
    public void startAgain() throws IOException {
        if (data == null) {
            throw new IllegalStateException("Others are in this PostgreSQL, too: give it a folder of its own.");
        }
        postgres.close();
        postgres = start(data, postgres.getPort());
    }

    /** Where it is, with a trusted user. */
    public String url() {
        return postgres.getJdbcUrl("postgres", name);
    }

    /** A connection of its own. */
    public Connection connect() throws SQLException {
        return postgres.getDatabase("postgres", name).getConnection();
    }

    /** Executes a statement as somebody else. */
    public void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of each row. */
    public List<String> column(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (row.next()) {
                values.add(row.getString(1));
            }
            return values;
        }
    }

    /** Makes it empty. */
    public void empty() throws SQLException {
        execute("drop schema public cascade; create schema public");
    }

    /** Ends one of its own. */
    public void close() throws IOException {
        if (data != null) {
            postgres.close();
        }
    }

    @Override
    public void beforeEach(ExtensionContext test) throws SQLException {
        empty();
    }
}
