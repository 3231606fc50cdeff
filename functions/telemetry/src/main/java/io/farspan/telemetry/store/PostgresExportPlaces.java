package io.farspan.telemetry.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.farspan.home.store.Schema;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/** The places of what is sent on, in PostgreSQL. */
final class PostgresExportPlaces implements ExportPlaces {

    /** The batches of all applications after which who is far behind takes a step. */
    static final int STEP = 2_000;

    /** A day of the store is kept until all of it has expired. */
    private static final Duration MARGIN = Duration.ofDays(1);

    /** Before every record, and a time that PostgreSQL has. */
    private static final LogCursor FIRST = new LogCursor(
            TimeUnit.SECONDS.toMicros(Instant.parse("0100-01-01T00:00:00Z").getEpochSecond()), 0, 0);

    private static final String FIND = "select place, stored from export_place where application = ? and signal = ?";

    /** Both see the same snapshot, because they are one statement: a stream's offset is where what arrives later begins. */
    private static final String BEGIN = "with bounds as (insert into export_bound (application, stream_id, next_offset)"
            + " select application, id, next_offset from telemetry_stream where application = ? and ?)"
            + " insert into export_place (application, signal, seen, place, stored, epoch)"
            + " values (?, ?, pg_current_snapshot(), pg_current_snapshot()::text, ?, ?)";

    private static final String ADVANCE =
            "update export_place set seen = ?::pg_snapshot, place = ?, stored = ?, epoch = ?,"
                    + " advanced = now() where application = ? and signal = ? and place = ?"
                    + " and stored is not distinct from ? and epoch <= ?";

    private final Connections connections;
    private final Duration retention;

    /** Places of records that are kept for so long. */
    PostgresExportPlaces(Connections connections, Duration retention) {
        this.connections = connections;
        this.retention = retention;
    }

    @Override
    public Optional<ExportPlace> find(String application, ExportSignal signal) {
        return run(application, connection -> find(connection, application, signal));
    }

    private static Optional<ExportPlace> find(Connection connection, String application, ExportSignal signal)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(FIND)) {
            select.setString(1, application);
            select.setString(2, signal.word());
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new ExportPlace(
                                FollowCursor.parse(row.getString(1)),
                                Optional.ofNullable(row.getString(2)).map(LogCursor::parse)))
                        : Optional.empty();
            }
        }
    }

    @Override
    public ExportPlace begin(
            String application, ExportSignal signal, boolean oldest, long epoch, Optional<ExportPlace> instead) {
        return run(application, connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("lock table export_place in share row exclusive mode"); // one at a time begins
            }
            if (signal == ExportSignal.METRICS) {
                awaitStoring(connection);
            }
            Optional<ExportPlace> there = find(connection, application, signal);
            if (there.isPresent()
                    && (!there.equals(instead)
                            || epoch(connection, application, signal).orElse(epoch) > epoch)) {
                return there.get();
            }
            delete(connection, "export_place where application = ? and signal = '" + signal.word() + "'", application);
            if (signal == ExportSignal.LOGS) {
                delete(connection, "export_bound where application = ?", application);
            }
            insert(connection, application, signal, oldest ? Optional.of(first(signal)) : Optional.empty(), epoch);
            return find(connection, application, signal).orElseThrow();
        });
    }

    /** Who stores looks first whether anybody reads. Those that did before are awaited, and others wait meanwhile: not for long. */
    private static void awaitStoring(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local lock_timeout = '1s'");
            statement.execute("select pg_advisory_xact_lock(" + ExportSignal.METRICS.turn() + ")");
        }
    }

    @Override
    public OptionalLong epoch(String application, ExportSignal signal) {
        return run(application, connection -> epoch(connection, application, signal));
    }

    private static OptionalLong epoch(Connection connection, String application, ExportSignal signal)
            throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select epoch from export_place where application = ? and signal = ?")) {
            select.setString(1, application);
            select.setString(2, signal.word());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    /** Points are placed within the retention, and have no index by time that could say which is the first. */
    private LogCursor first(ExportSignal signal) {
        return signal == ExportSignal.LOGS
                ? FIRST
                : new LogCursor(
                        ChronoUnit.MICROS.between(
                                Instant.EPOCH, Instant.now().minus(retention).minus(Duration.ofDays(1))),
                        0,
                        0);
    }

    private static void insert(
            Connection connection, String application, ExportSignal signal, Optional<LogCursor> stored, long epoch)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(BEGIN)) {
            insert.setString(1, application);
            insert.setBoolean(2, stored.isPresent() && signal == ExportSignal.LOGS);
            insert.setString(3, application);
            insert.setString(4, signal.word());
            text(insert, 5, stored);
            insert.setLong(6, epoch);
            insert.executeUpdate();
        }
    }

    private static void text(PreparedStatement statement, int index, Optional<LogCursor> cursor) throws SQLException {
        if (cursor.isPresent()) {
            statement.setString(index, cursor.get().toString());
        } else {
            statement.setNull(index, Types.VARCHAR);
        }
    }

    @Override
    public boolean advance(String application, ExportSignal signal, ExportPlace from, ExportPlace to, long epoch) {
        return run(application, connection -> {
            try (PreparedStatement update = connection.prepareStatement(ADVANCE)) {
                update.setString(1, to.arrived().seen());
                update.setString(2, to.arrived().toString());
                text(update, 3, to.stored());
                update.setLong(4, epoch);
                update.setString(5, application);
                update.setString(6, signal.word());
                update.setString(7, from.arrived().toString());
                text(update, 8, from.stored());
                update.setLong(9, epoch);
                if (update.executeUpdate() != 1) {
                    return false;
                }
            }
            if (from.stored().isPresent() && to.stored().isEmpty() && signal == ExportSignal.LOGS) {
                delete(connection, "export_bound where application = ?", application);
            }
            return true;
        });
    }

    /**
     * A snapshot that was never taken: when every transaction before one has ended, it sees just those. It is of a later
     * transaction than the place, however many batches one transaction stored.
     */
    @Override
    public Optional<FollowCursor> ahead(ExportSignal signal, FollowCursor place) {
        return run("all applications", connection -> {
            try (PreparedStatement select = connection.prepareStatement("select xact::text from " + signal.arrivals()
                    + " where xact > pg_snapshot_xmax(?::pg_snapshot)"
                    + " and xact < pg_snapshot_xmin(pg_current_snapshot()) order by xact offset " + STEP
                    + " limit 1")) {
                select.setString(1, place.seen());
                try (ResultSet row = select.executeQuery()) {
                    return row.next()
                            ? Optional.of(FollowCursor.of(row.getString(1) + ":" + row.getString(1) + ":"))
                            : Optional.empty();
                }
            }
        });
    }

    @Override
    public Optional<Instant> waitingSince(String application, ExportSignal signal, FollowCursor place) {
        return run(application, connection -> {
            try (PreparedStatement select = connection.prepareStatement("select arrived from " + signal.arrivals()
                    + " where application = ? and xact >= pg_snapshot_xmin(?::pg_snapshot)"
                    + " and not pg_visible_in_snapshot(xact, ?::pg_snapshot) order by xact limit 1")) {
                select.setString(1, application);
                select.setString(2, place.seen());
                select.setString(3, place.seen());
                try (ResultSet row = select.executeQuery()) {
                    return row.next()
                            ? Optional.of(row.getObject(1, OffsetDateTime.class).toInstant())
                            : Optional.empty();
                }
            }
        });
    }

    @Override
    public void use(String application, ExportSignal signal) {
        run(application, connection -> {
            try (PreparedStatement update = connection.prepareStatement(
                    "update export_place set advanced = now() where application = ? and signal = ?")) {
                update.setString(1, application);
                update.setString(2, signal.word());
                return update.executeUpdate();
            }
        });
    }

    @Override
    public List<String> forget(Collection<String> ofApplications, Set<ExportSignal> signals) {
        return run("all applications", connection -> {
            try (PreparedStatement delete = connection.prepareStatement(
                    "delete from export_place where application = any (?) and signal = any (?)"
                            + " and advanced < now() - interval '1 day' returning application, signal")) {
                delete.setArray(1, connection.createArrayOf("text", ofApplications.toArray()));
                delete.setArray(
                        2,
                        connection.createArrayOf(
                                "text", signals.stream().map(ExportSignal::word).toArray()));
                return gone(connection, delete);
            }
        });
    }

    /** Forgets the places of applications that no router has any more: nothing of what they wait for is kept now. */
    static List<String> forgetAbandoned(Connection connection, Duration retention) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from export_place where advanced < now() - make_interval(secs => ?)"
                        + " returning application, signal")) {
            delete.setDouble(1, (double) retention.plus(MARGIN).toSeconds());
            return gone(connection, delete);
        }
    }

    /** Executes what deletes places, deletes their bounds, too, and says which they were. */
    private static List<String> gone(Connection connection, PreparedStatement delete) throws SQLException {
        List<String> gone = new ArrayList<>();
        try (ResultSet row = delete.executeQuery()) {
            while (row.next()) {
                gone.add("the " + row.getString(2) + " of " + row.getString(1));
                if (ExportSignal.LOGS.word().equals(row.getString(2))) {
                    delete(connection, "export_bound where application = ?", row.getString(1));
                }
            }
        }
        return gone;
    }

    private static void delete(Connection connection, String what, String application) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("delete from " + what)) {
            delete.setString(1, application);
            delete.executeUpdate();
        }
    }

    private <T> T run(String application, Schema.Statements<T> statements) {
        try {
            return connections.inTransaction(connection -> {
                LogReader.limit(connection);
                return statements.execute(connection);
            });
        } catch (SQLException e) {
            throw new FarspanException(
                    ProblemCode.STORE_UNREACHABLE,
                    "How far the telemetry of " + application + " has been sent cannot be read or written: "
                            + e.getMessage() + ". It is tried again; check the database at farspan.store.url.",
                    e);
        }
    }
}
