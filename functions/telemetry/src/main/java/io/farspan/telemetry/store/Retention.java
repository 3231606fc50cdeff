package io.farspan.telemetry.store;

import java.sql.SQLException;
import java.time.Duration;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.StartupEvent;

import io.farspan.home.duty.Duties;
import io.farspan.home.duty.Schedule;
import io.farspan.home.store.Store;

/** Makes partitions ahead of time and drops those that the retention has passed. */
@Singleton
class Retention {

    private static final Duration PERIOD = Duration.ofMinutes(5);

    private final Store database;
    private final Partitions partitions;
    private final ArrivalRetention arrivals;
    private final Duties duties = new Duties("farspan-telemetry-retention", 1);

    Retention(Store database, Partitions partitions, ArrivalRetention arrivals) {
        this.database = database;
        this.partitions = partitions;
        this.arrivals = arrivals;
    }

    void start(@Observes StartupEvent event) {
        if (database.isConfigured()) {
            duties.begin("keeping the partitions of the telemetry", Schedule.every(PERIOD), this::step);
        }
    }

    void step() throws SQLException {
        try {
            partitions.prepareAhead();
        } finally {
            try {
                partitions.dropExpired(); // what cannot be made is no reason to keep what has expired
            } finally {
                arrivals.forget();
            }
        }
    }

    @PreDestroy
    void close() {
        duties.close();
    }
}
