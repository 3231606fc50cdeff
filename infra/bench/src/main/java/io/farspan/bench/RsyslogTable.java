package io.farspan.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A table like that of our log records, with its index, for what rsyslog inserts. */
final class RsyslogTable implements AutoCloseable {

    private final Connection connection;
    private final String table;

    /** An empty one. */
    RsyslogTable(String store, String table) throws SQLException {
        this.connection = DriverManager.getConnection(store);
        this.table = table;
        try (Statement statement = connection.createStatement()) {
            statement.execute("create sequence " + table + "_offset");
            statement.execute("create table " + table + " (like log_record including all) partition by range (time)");
            statement.execute(
                    "alter table " + table + " alter record_offset set default nextval('" + table + "_offset')");
            statement.execute("create table " + table + "_default partition of " + table + " default");
        }
    }

    /** How many rows it has. The sequence says at once that it cannot be enough yet: counting costs the database more. */
    long stored(long wanted) throws SQLException {
        long begun = number("select last_value from " + table + "_offset");
        return begun < wanted ? begun : number("select count(*) from " + table);
    }

    /** Counts all lines in it. */
    void count(LineTally tally) throws SQLException {
        LogTablePeer.count(connection, "select substr(message, 1, " + LogTablePeer.NUMBER + ") from " + table, tally);
    }

    private long number(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void close() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("drop table " + table);
            statement.execute("drop sequence " + table + "_offset");
        }
        connection.close();
    }
}
