package io.farspan.telemetry.store;

import java.time.Duration;

/**
 * What sending on reads and keeps, for tests of other packages.
 *
 * @param places the places
 * @param stored what was stored at the beginning
 * @param logs what arrives of logs
 * @param metrics what arrives of metrics
 * @param kept for how long arrivals are kept
 */
public record TestExport(
        ExportPlaces places, StoredLogs stored, LogArrivals logs, MetricArrivals metrics, ArrivalRetention kept) {

    /** Long enough for what tests store. */
    public static final Duration RETENTION = Duration.ofDays(1);

    /** A router's parts in this database. */
    public static TestExport in(Database database) {
        Connections connections = new Connections(database.store().schema("db/telemetry", "farspan_telemetry_schema"));
        return new TestExport(
                new PostgresExportPlaces(connections, RETENTION),
                new PostgresStoredLogs(connections),
                new PostgresLogArrivals(connections),
                new PostgresMetricArrivals(connections),
                new ArrivalRetention(connections, RETENTION));
    }

    /** Forgets arrivals that nobody waits for. */
    public void forget() {
        kept.forget();
    }
}
