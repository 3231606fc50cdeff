package io.farspan.telemetry.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A table with a partition for each day (UTC) and a default one, by its column {@code time}. */
enum DayTable {
    /** Log records, and the gaps of all streams. */
    LOGS("log_record"),
    /** Points of metrics. */
    POINTS("metric_point");

    private static final String ALL = "select relname from pg_class join pg_inherits on pg_class.oid = inhrelid"
            + " where inhparent = ?::regclass";

    private final String table;

    DayTable(String table) {
        this.table = table;
    }

    /** The days that have a partition. */
    List<LocalDate> days(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ALL)) {
            statement.setString(1, table);
            List<LocalDate> days = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    day(row.getString(1)).ifPresent(days::add);
                }
            }
            return days;
        }
    }

    /** Makes a day's partition. Rows of the day that went to the default partition meanwhile move. */
    void make(Connection connection, LocalDate day) throws SQLException {
        String range = "'" + day + " 00:00:00+00'";
        String end = "'" + day.plusDays(1) + " 00:00:00+00'";
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table " + name(day) + " (like " + table + " including all)");
            statement.execute("lock table " + table + "_default in access exclusive mode");
            statement.execute("with moved as (delete from " + table + "_default where time >= " + range + " and time < "
                    + end + " returning *) insert into " + name(day) + " select * from moved");
            statement.execute("alter table " + table + " attach partition " + name(day) + " for values from (" + range
                    + ") to (" + end + ")");
        }
    }

    /** Drops a day's partition. */
    void drop(Connection connection, LocalDate day) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("drop table " + name(day));
        }
    }

    private String name(LocalDate day) {
        return table + "_" + day.format(DateTimeFormatter.BASIC_ISO_DATE);
    }

    private Optional<LocalDate> day(String name) {
        try {
            return Optional.of(LocalDate.parse(name.substring(table.length() + 1), DateTimeFormatter.BASIC_ISO_DATE));
        } catch (DateTimeParseException e) {
            return Optional.empty(); // the default partition
        }
    }

    @Override
    public String toString() {
        return table;
    }
}
