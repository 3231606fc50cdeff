package io.farspan.bench;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** PostgreSQL's own COPY, as a peer of the way that ends in the same table: the same rows into a table made like it. */
final class LogTablePeer implements AutoCloseable {

    /** So many characters of a line have its number. */
    static final int NUMBER = 24;

    private static final int BUFFER = 1 << 20;

    private final Connection connection;

    LogTablePeer(String store) throws SQLException {
        connection = DriverManager.getConnection(store);
    }

    /** How many records of files home holds. */
    long stored() throws SQLException {
        return count("select coalesce(sum(next_offset), 0) from telemetry_stream where name like 'file:%'");
    }

    /** Writes all log records to a file, and makes an empty table like theirs. */
    Path prepare(Path work) throws SQLException, IOException {
        Path rows = Files.createTempFile(work, "rows", ".copy");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(rows), BUFFER)) {
            copies().copyOut("copy (select * from log_record) to stdout with (format binary)", out);
        }
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table copied (like log_record including all) partition by range (time)");
            statement.execute("create table copied_default partition of copied default");
            statement.execute("create table copied_today partition of copied for values from ('" + today
                    + " 00:00:00+00') to ('" + today.plusDays(1) + " 00:00:00+00')");
            statement.execute("checkpoint");
        }
        return rows;
    }

    /** Copies them into that table; how many there were. */
    long copy(Path rows) throws SQLException, IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(rows), BUFFER)) {
            return copies().copyIn("copy copied from stdin with (format binary)", in, BUFFER);
        } finally {
            Files.delete(rows);
        }
    }

    /** Adds copies of the log records, a microsecond later each time, until there are so many. */
    void grow(long wanted) throws SQLException {
        long first = count("select count(*) from log_record");
        if (first >= wanted) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("create temporary table grown as select * from log_record");
            for (long copies = 1; copies * first < wanted; copies++) {
                statement.execute("update grown set record_offset = record_offset + 1000000000,"
                        + " time = time + interval '1 microsecond'");
                statement.execute("insert into log_record select * from grown");
            }
            statement.execute("drop table grown");
            statement.execute("analyze log_record");
        }
    }

    /** Counts the lines among the records from a time on. */
    KillRun.Arrivals arrivalsFrom(Instant time) {
        return tally -> count(
                connection,
                "select substr(message, 1, " + NUMBER + ") from log_record where time >= '" + time + "'",
                tally);
    }

    /** Counts the lines that a query has, or their first {@link #NUMBER} characters. */
    static void count(Connection connection, String query, LineTally tally) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                tally.add(rows.getString(1));
            }
        }
    }

    private CopyManager copies() throws SQLException {
        return connection.unwrap(PGConnection.class).getCopyAPI();
    }

    private long count(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
