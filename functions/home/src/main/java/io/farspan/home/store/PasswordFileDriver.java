package io.farspan.home.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;

import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * The PostgreSQL driver with a password that is read from a file for each new connection. Public only because the pool
 * creates it. Thread-safe.
 */
public final class PasswordFileDriver extends Driver {

    /** The connection property that names the file. */
    static final String FILE = "farspan.password-file";

    @Override
    public @Nullable Connection connect(String url, @Nullable Properties given) throws SQLException {
        Properties properties = new Properties();
        if (given != null) {
            properties.putAll(given);
        }
        if (properties.remove(FILE) instanceof String file) {
            properties.setProperty("password", password(file));
        }
        return super.connect(url, properties);
    }

    private static String password(String file) throws SQLException {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new SQLException("farspan.store.password-file " + file + " cannot be read: " + e.getMessage(), e);
        }
    }
}
