package io.farspan.telemetry.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.farspan.home.store.Schema;

/**
 * Telemetry's part of the router's database connections. It never has all of them, so that a flood of records or of searches
 * leaves some to the rest of the router; and queries never have all of these, so that records that come in wait for none.
 * Thread-safe.
 */
final class Connections {

    /** The state of the failure when none becomes free in time, as when none can be made. */
    static final String ALL_IN_USE = "08001";

    /** The most that are in use at the same time, of the eight that the router has. */
    static final int MOST = 4;

    /** The most that queries use of these. */
    static final int MOST_FOR_QUERIES = MOST - 1;

    /** How long a transaction waits for its turn. */
    private static final Duration WAIT = Duration.ofSeconds(10);

    private final Schema schema;
    private final Duration wait;

    /** What a transaction needs a place of, in this order. */
    private final List<Semaphore> places;

    Connections(Schema schema) {
        this(schema, WAIT);
    }

    Connections(Schema schema, Duration wait) {
        this(schema, wait, List.of(new Semaphore(MOST, true)));
    }

    private Connections(Schema schema, Duration wait, List<Semaphore> places) {
        this.schema = schema;
        this.wait = wait;
        this.places = places;
    }

    /** The same connections for queries, which leave one to whoever stores. To be made once: each has as many. */
    Connections forQueries() {
        List<Semaphore> both = new ArrayList<>(List.of(new Semaphore(MOST_FOR_QUERIES, true)));
        both.addAll(places);
        return new Connections(schema, wait, both);
    }

    /** Executes statements and commits them; when they or the commit fail, rolls them back. */
    <T> T inTransaction(Schema.Statements<T> statements) throws SQLException {
        int taken = 0;
        try {
            long began = System.nanoTime();
            for (Semaphore place : places) {
                acquire(place, wait.toNanos() - (System.nanoTime() - began));
                taken++;
            }
            return schema.inTransaction(statements);
        } finally {
            places.subList(0, taken).forEach(Semaphore::release);
        }
    }

    private static void acquire(Semaphore place, long nanos) throws SQLException {
        try {
            if (place.tryAcquire(nanos, TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new SQLException(
                "all " + MOST + " connections that telemetry may use are in use, of which queries may have "
                        + MOST_FOR_QUERIES,
                ALL_IN_USE);
    }
}
