package io.farspan.telemetry.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.farspan.home.store.Schema;

/**
 * Telemetry's part of the router's database connections. It never has all of them, so that a flood of records or of searches
 * leaves some to the rest of the router. Thread-safe.
 */
final class Connections {

    /** The most that are in use at the same time, of the eight that the router has. */
    static final int MOST = 4;

    /** How long a transaction waits for its turn. */
    private static final Duration WAIT = Duration.ofSeconds(10);

    private final Schema schema;
    private final Duration wait;
    private final Semaphore free = new Semaphore(MOST, true);

    Connections(Schema schema) {
        this(schema, WAIT);
    }

    Connections(Schema schema, Duration wait) {
        this.schema = schema;
        this.wait = wait;
    }

    /** Executes statements and commits them; when they or the commit fail, rolls them back. */
    <T> T inTransaction(Schema.Statements<T> statements) throws SQLException {
        acquire();
        try {
            return schema.inTransaction(statements);
        } finally {
            free.release();
        }
    }

    private void acquire() throws SQLException {
        try {
            if (free.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new SQLException("all " + MOST + " connections that telemetry may use are in use", "08001");
    }
}
