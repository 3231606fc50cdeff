package io.farspan.home.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

import io.farspan.home.store.Schema;
import io.farspan.home.store.Store;

/** The ledger's table. Every method borrows a connection and blocks; a failure is an {@link SQLException}. */
final class LedgerStore {

    /** Lists the applications with one index lookup each, instead of a scan of all entries. */
    private static final String APPLICATIONS = "with recursive found(application) as ("
            + "(select application from ledger order by application limit 1) union all"
            + " select (select ledger.application from ledger where ledger.application > found.application"
            + " order by ledger.application limit 1) from found where found.application is not null)"
            + " select application from found where application is not null";

    private final Schema schema;

    LedgerStore(Store store) {
        this.schema = store.schema("db/ledger", "farspan_schema");
    }

    /**
     * Appends entries in order, each to its application's chain. Entries that are there already are skipped.
     *
     * @return the heads of the chains afterwards
     */
    Map<String, Head> append(List<LedgerEntry> entries) throws SQLException {
        return schema.inTransaction(connection -> {
            Map<String, Head> heads = new TreeMap<>();
            for (LedgerEntry entry : entries) {
                heads.put(entry.application(), append(connection, entry));
            }
            return heads;
        });
    }

    private static Head append(Connection connection, LedgerEntry entry) throws SQLException {
        try (PreparedStatement lock =
                connection.prepareStatement("select pg_advisory_xact_lock(hashtext('farspan ' || ?))")) {
            lock.setString(1, entry.application());
            lock.execute();
        }
        Head last = head(connection, entry.application());
        Row row = Row.after(last, entry);
        try (PreparedStatement insert = connection.prepareStatement("insert into ledger (" + Row.COLUMNS + ")"
                + " select ?, ?, ?, ?, ?, ?, ?, ?, ?, ? where not exists (select 1 from ledger where id = ?)")) {
            insert.setString(1, row.application());
            insert.setLong(2, row.sequence());
            insert.setObject(3, row.id());
            insert.setObject(4, row.at().atOffset(ZoneOffset.UTC));
            insert.setString(5, row.kind());
            insert.setString(6, row.who());
            insert.setString(7, row.body());
            insert.setString(8, row.previous());
            insert.setInt(9, row.format());
            insert.setString(10, row.hash());
            insert.setObject(11, row.id());
            return insert.executeUpdate() == 0 ? last : row.head();
        }
    }

    private static Head head(Connection connection, String application) throws SQLException {
        try (PreparedStatement last = connection.prepareStatement(
                "select sequence, hash from ledger where application = ? order by sequence desc limit 1")) {
            last.setString(1, application);
            try (ResultSet row = last.executeQuery()) {
                return row.next() ? new Head(row.getLong(1), row.getString(2)) : Head.START;
            }
        }
    }

    /** Reads entries, newest first. */
    List<Row> read(String application, Ledger.Query query, int limit) throws SQLException {
        try (Connection connection = schema.connect();
                PreparedStatement select = connection.prepareStatement("select " + Row.COLUMNS
                        + " from ledger where application = ? and at >= ? and sequence < ?"
                        + " and kind = coalesce(?, kind) and who = coalesce(?, who) order by sequence desc limit ?")) {
            select.setString(1, application);
            select.setObject(2, query.since().atOffset(ZoneOffset.UTC));
            select.setLong(3, query.before());
            select.setString(4, query.kind().orElse(null));
            select.setString(5, query.who().orElse(null));
            select.setInt(6, limit);
            List<Row> rows = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.add(Row.of(row));
                }
            }
            return rows;
        }
    }

    /** Passes a chain's rows to {@code next}, from the first on, until it returns false. */
    void walk(String application, Predicate<Row> next) throws SQLException {
        // the driver fetches in batches only within a transaction
        schema.inTransaction(connection -> {
            try (PreparedStatement select = connection.prepareStatement(
                    "select " + Row.COLUMNS + " from ledger where application = ? order by sequence")) {
                select.setFetchSize(500);
                select.setString(1, application);
                try (ResultSet row = select.executeQuery()) {
                    boolean more = true;
                    while (more && row.next()) {
                        more = next.test(Row.of(row));
                    }
                    return more;
                }
            }
        });
    }

    /** Whether a chain contains this entry. */
    boolean has(String application, Head head) throws SQLException {
        try (Connection connection = schema.connect();
                PreparedStatement select = connection.prepareStatement(
                        "select 1 from ledger where application = ? and sequence = ? and hash = ?")) {
            select.setString(1, application);
            select.setLong(2, head.sequence());
            select.setString(3, head.hash());
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    /** The heads of all chains, by application. */
    Map<String, Head> heads() throws SQLException {
        Map<String, Head> heads = new TreeMap<>();
        try (Connection connection = schema.connect();
                PreparedStatement select = connection.prepareStatement(APPLICATIONS);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                String application = row.getString(1);
                heads.put(application, head(connection, application));
            }
        }
        return heads;
    }
}
