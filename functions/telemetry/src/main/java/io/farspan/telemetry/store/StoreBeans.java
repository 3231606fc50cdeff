package io.farspan.telemetry.store;

import java.time.Duration;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.farspan.home.store.Store;

/** The telemetry store as this router has it: in its database. */
@Singleton
class StoreBeans {

    private static final long HOURS = Duration.ofDays(1).toHours();

    private final Connections connections;
    private final Connections queries;
    private final TelemetryConfig config;

    StoreBeans(Store database, TelemetryConfig config) {
        this.connections = new Connections(database.schema("db/telemetry", "farspan_telemetry_schema"));
        this.queries = connections.forQueries();
        this.config = config;
    }

    @Produces
    @Singleton
    Partitions partitions() {
        return new Partitions(connections, days(config.retention()), Partitions::utcToday);
    }

    @Produces
    @Singleton
    TelemetryStore store(Partitions partitions) {
        return new PostgresTelemetryStore(connections, queries, partitions);
    }

    @Produces
    @Singleton
    SampleStore samples(Partitions partitions) {
        return new PostgresSampleStore(connections, partitions);
    }

    @Produces
    @Singleton
    MetricStore metrics() {
        return new MetricReader(queries);
    }

    @Produces
    @Singleton
    LogArrivals arrivals() {
        return new PostgresLogArrivals(queries);
    }

    @Produces
    @Singleton
    ArrivalRetention arrivalRetention() {
        return new ArrivalRetention(queries, retention());
    }

    @Produces
    @Singleton
    ExportPlaces exportPlaces() {
        return new PostgresExportPlaces(queries, retention());
    }

    @Produces
    @Singleton
    StoredLogs storedLogs() {
        return new PostgresStoredLogs(queries);
    }

    @Produces
    @Singleton
    MetricArrivals metricArrivals() {
        return new PostgresMetricArrivals(queries);
    }

    @Produces
    @Singleton
    LogSearches searches() {
        return new PostgresLogSearches(queries);
    }

    private Duration retention() {
        return Duration.ofDays(days(config.retention()));
    }

    /** Whole days, at least one. */
    static int days(Duration retention) {
        if (retention.isNegative() || retention.isZero()) {
            throw new IllegalArgumentException("farspan.telemetry.retention must be positive, but is " + retention);
        }
        return Math.toIntExact((retention.toHours() + HOURS - 1) / HOURS);
    }
}
