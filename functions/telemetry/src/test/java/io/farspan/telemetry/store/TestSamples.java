package io.farspan.telemetry.store;

/** Stores of home's own samples for tests of other packages. */
public final class TestSamples {

    private TestSamples() {}

    /** A router's store in this database. */
    public static SampleStore in(Database database) {
        Connections connections = new Connections(database.store().schema("db/telemetry", "farspan_telemetry_schema"));
        return new PostgresSampleStore(connections, new Partitions(connections, 14, Partitions::utcToday));
    }
}
