package io.farspan.telemetry.store;

/** Telemetry stores for tests of other packages. */
public final class TestTelemetryStore {

    private TestTelemetryStore() {}

    /** A router's telemetry store in this database. */
    public static TelemetryStore in(Database database) {
        Connections schema = new Connections(database.store().schema("db/telemetry", "farspan_telemetry_schema"));
        return new PostgresTelemetryStore(schema, new Partitions(schema, 14, Partitions::utcToday));
    }

    /** What arrives in this database. */
    public static LogArrivals arrivalsIn(Database database) {
        return new PostgresLogArrivals(
                new Connections(database.store().schema("db/telemetry", "farspan_telemetry_schema")));
    }

    /** Searches in this database. */
    public static LogSearches searchesIn(Database database) {
        return new PostgresLogSearches(
                new Connections(database.store().schema("db/telemetry", "farspan_telemetry_schema")));
    }
}
