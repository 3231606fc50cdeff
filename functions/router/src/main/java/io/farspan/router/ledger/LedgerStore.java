package io.farspan.router.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.postgresql.ds.PGSimpleDataSource;

import io.farspan.protocol.json.Json;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The ledger's table. Every method opens a connection of its own and blocks; a failure is an {@link SQLException}. */
final class LedgerStore {

    private static final int CONNECT_SECONDS = 3;
    private static final int SOCKET_SECONDS = 10;

    private final PGSimpleDataSource source = new PGSimpleDataSource();
    private final Optional<Path> passwordFile;
    private boolean migrated;

    LedgerStore(String url, Optional<String> user, Optional<String> password, Optional<Path> passwordFile) {
        this.passwordFile = passwordFile;
        source.setUrl(url);
        user.ifPresent(source::setUser);
        password.ifPresent(source::setPassword);
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setSocketTimeout(SOCKET_SECONDS);
        source.setApplicationName("farspan-router");
    }

    /** An entry where it stands in the chain. */
    record Link(long sequence, String hash, String previous, LedgerEntry entry) {}

    /** Adds entries, in order, each at the end of its application's chain; one that is there already is left alone. */
    void append(List<LedgerEntry> entries) throws SQLException {
        migrate();
        try (Connection connection = connect()) {
            connection.setAutoCommit(false);
            for (LedgerEntry entry : entries) {
                append(connection, entry);
            }
            connection.commit();
        }
    }

    private static void append(Connection connection, LedgerEntry entry) throws SQLException {
        try (PreparedStatement lock =
                connection.prepareStatement("select pg_advisory_xact_lock(hashtext('farspan ' || ?))")) {
            lock.setString(1, entry.application());
            lock.execute();
        }
        long sequence = 0;
        String previous = Chain.START;
        try (PreparedStatement last = connection.prepareStatement(
                "select sequence, hash from ledger where application = ? order by sequence desc limit 1")) {
            last.setString(1, entry.application());
            try (ResultSet row = last.executeQuery()) {
                if (row.next()) {
                    sequence = row.getLong(1);
                    previous = row.getString(2);
                }
            }
        }
        String body = new String(Json.write(entry), UTF_8);
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into ledger (application, sequence, id, at, kind, body, previous, hash)"
                        + " select ?, ?, ?, ?, ?, ?, ?, ? where not exists (select 1 from ledger where id = ?)")) {
            insert.setString(1, entry.application());
            insert.setLong(2, sequence + 1);
            insert.setObject(3, entry.id());
            insert.setTimestamp(4, Timestamp.from(entry.at()));
            insert.setString(5, entry.kind());
            insert.setString(6, body);
            insert.setString(7, previous);
            insert.setString(8, Chain.hash(previous, body));
            insert.setObject(9, entry.id());
            insert.executeUpdate();
        }
    }

    /** Entries, newest first. */
    List<Link> read(String application, Ledger.Query query, int limit) throws SQLException {
        migrate();
        try (Connection connection = connect();
                PreparedStatement select = connection.prepareStatement(
                        "select sequence, body, previous, hash from ledger where application = ? and at >= ?"
                                + " and sequence < ? and kind = coalesce(?, kind)"
                                + " and body::json ->> 'who' = coalesce(?, body::json ->> 'who')"
                                + " order by sequence desc limit ?")) {
            select.setString(1, application);
            select.setTimestamp(2, Timestamp.from(query.since()));
            select.setLong(3, query.before());
            select.setString(4, query.kind().orElse(null));
            select.setString(5, query.who().orElse(null));
            select.setInt(6, limit);
            List<Link> links = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    links.add(new Link(row.getLong(1), row.getString(4), row.getString(3), entry(row.getString(2))));
                }
            }
            return links;
        }
    }

    /** The sequence number of the first entry that does not fit its chain; empty when all do. */
    Optional<Long> firstBroken(String application) throws SQLException {
        migrate();
        try (Connection connection = connect();
                PreparedStatement select = connection.prepareStatement(
                        "select sequence, body, previous, hash from ledger where application = ? order by sequence")) {
            connection.setAutoCommit(false); // the driver reads in pieces only within a transaction
            select.setFetchSize(500);
            select.setString(1, application);
            String previous = Chain.START;
            long expected = 1;
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    String hash = row.getString(4);
                    if (row.getLong(1) != expected
                            || !row.getString(3).equals(previous)
                            || !Chain.hash(previous, row.getString(2)).equals(hash)) {
                        return Optional.of(expected);
                    }
                    previous = hash;
                    expected++;
                }
            }
            return Optional.empty();
        }
    }

    private static LedgerEntry entry(String body) throws SQLException {
        try {
            return Json.wire().readValue(body, LedgerEntry.class);
        } catch (IOException e) {
            throw new SQLException("an entry of the ledger cannot be read: " + e.getMessage(), e);
        }
    }

    private Connection connect() throws SQLException {
        takePassword();
        return source.getConnection();
    }

    private synchronized void takePassword() throws SQLException {
        if (passwordFile.isPresent()) {
            try {
                source.setPassword(Files.readString(passwordFile.get()).strip());
            } catch (IOException e) {
                throw new SQLException(
                        "farspan.store.password-file " + passwordFile.get() + " cannot be read: " + e.getMessage(), e);
            }
        }
    }

    private synchronized void migrate() throws SQLException {
        if (!migrated) {
            takePassword();
            try {
                Flyway.configure(LedgerStore.class.getClassLoader())
                        .dataSource(source)
                        .locations("classpath:db/ledger")
                        .table("farspan_schema")
                        .baselineOnMigrate(true)
                        .baselineVersion("0")
                        .load()
                        .migrate();
            } catch (FlywayException e) {
                throw new SQLException("the schema could not be brought up to date: " + e.getMessage(), e);
            }
            migrated = true;
        }
    }
}
