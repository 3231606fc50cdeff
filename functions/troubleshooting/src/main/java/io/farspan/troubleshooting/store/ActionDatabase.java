package io.farspan.troubleshooting.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.farspan.home.store.Schema;
import io.farspan.home.store.Store;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/** The actions' part of the router's database: two of its connections at most, so that the rest of the router has the others. */
final class ActionDatabase {

    private static final int MOST = 2;
    private static final Duration WAIT = Duration.ofSeconds(10);

    private final Schema schema;
    private final Semaphore free = new Semaphore(MOST, true);

    ActionDatabase(Store store) {
        this.schema = store.schema("db/troubleshooting", "farspan_troubleshooting_schema");
    }

    /**
     * Executes statements in one transaction.
     *
     * @param what what fails if it does, as the beginning of a sentence
     * @throws FarspanException {@code STORE_UNREACHABLE}
     */
    <T> T inTransaction(String what, Schema.Statements<T> statements) {
        try {
            if (!free.tryAcquire(WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new SQLException("all " + MOST + " connections that actions may use are in use", "08001");
            }
            try {
                return schema.inTransaction(statements);
            } finally {
                free.release();
            }
        } catch (SQLException e) {
            throw new FarspanException(
                    ProblemCode.STORE_UNREACHABLE,
                    what + ": " + e.getMessage() + ". Check the database at farspan.store.url; trying again is safe.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new FarspanException(ProblemCode.STORE_UNREACHABLE, what + ": the router is stopping.", e);
        }
    }

    /** A statement with these parameters. */
    static PreparedStatement prepare(Connection connection, String sql, @Nullable Object... parameters)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int index = 0; index < parameters.length; index++) {
                @Nullable Object parameter = parameters[index];
                statement.setObject(index + 1, parameter instanceof Instant instant ? time(instant) : parameter);
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    /** Executes an update, and says how many rows it changed. */
    static int update(Connection connection, String sql, @Nullable Object... parameters) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, parameters)) {
            return statement.executeUpdate();
        }
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
