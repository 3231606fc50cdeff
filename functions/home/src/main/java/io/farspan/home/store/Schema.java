package io.farspan.home.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * The tables of one feature in the router's database. They are brought up to date before the first connection is lent;
 * if that fails, the next use tries it again. Every method blocks and fails with {@link SQLException}. Thread-safe.
 */
public final class Schema {

    /** Statements of one transaction. */
    @FunctionalInterface
    public interface Statements<T> {

        /** Executes the statements. */
        T execute(Connection connection) throws SQLException;
    }

    /** The number of the lock under which a router brings a schema up to date. */
    private static final long TURN = 0x66617273_70616e31L;

    private final Store store;
    private final String folder;
    private final String historyTable;
    private boolean upToDate;

    Schema(Store store, String folder, String historyTable) {
        this.store = store;
        this.folder = folder;
        this.historyTable = historyTable;
    }

    /** A connection that commits each statement by itself. Closing it returns it to the pool. */
    public Connection connect() throws SQLException {
        migrate();
        return store.connect();
    }

    /** Executes statements and commits them; when they or the commit fail, rolls them back. */
    public <T> T inTransaction(Statements<T> statements) throws SQLException {
        try (Connection connection = connect()) {
            connection.setAutoCommit(false);
            try {
                T result = statements.execute(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException | Error e) {
                rollBack(connection, e); // a connection that returns to the pool within a transaction would commit it
                throw e;
            }
        }
    }

    private static void rollBack(Connection connection, Throwable failure) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private synchronized void migrate() throws SQLException {
        if (upToDate) {
            return;
        }
        try (Connection turn = store.connect()) { // here a database that cannot be reached is reported as such
            store.oneAtATime(() -> migrate(turn));
        }
        upToDate = true;
    }

    /**
     * Routers that start at the same time take turns: the table of migrations is not made in one step. The turn ends with
     * the transaction, so that a pooler which lends a connection for a transaction only will do.
     */
    private void migrate(Connection turn) throws SQLException {
        turn.setAutoCommit(false);
        try (Statement lock = turn.createStatement()) {
            lock.execute("select pg_advisory_xact_lock(" + TURN + ")");
            Flyway.configure(Schema.class.getClassLoader())
                    .dataSource(store.source())
                    .locations("classpath:" + folder)
                    .table(historyTable)
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new SQLException("the schema could not be brought up to date: " + e.getMessage(), e);
        } finally {
            turn.rollback();
        }
    }
}
