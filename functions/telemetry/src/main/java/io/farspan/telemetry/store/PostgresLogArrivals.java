package io.farspan.telemetry.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import io.farspan.home.store.Schema;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/**
 * Arrivals by PostgreSQL's snapshots: what is new is what a later snapshot sees and an earlier one did not. That needs no
 * order among the transactions that store records, so they do not wait for each other, and a snapshot stands for the
 * checkpoints of all streams in a few digits.
 *
 * @see <a href="https://www.postgresql.org/docs/14/functions-info.html#FUNCTIONS-PG-SNAPSHOT">snapshots</a>
 */
final class PostgresLogArrivals implements LogArrivals {

    /** The records of a piece, unless one batch alone has more: then it comes in several. */
    static final int MOST_RECORDS = 5_000;

    /** The bytes of a piece, unless one batch alone has more. */
    private static final long MOST_BYTES = 4L << 20;

    private static final int MOST_ARRIVALS = 200;

    /** After so long a piece ends with what has been read. */
    private static final Duration LONGEST_PIECE = Duration.ofSeconds(2);

    private static final String NEW =
            "select id, stream_id, from_offset, next_offset, records, bytes, min_time, max_time"
                    + " from log_arrival where application = ? and xact >= pg_snapshot_xmin(?::pg_snapshot)"
                    + " and xact < pg_snapshot_xmax(?::pg_snapshot) and pg_visible_in_snapshot(xact, ?::pg_snapshot)"
                    + " and not pg_visible_in_snapshot(xact, ?::pg_snapshot) and id > ? order by id limit ?";

    private static final String RECORDS = LogReader.SELECT + " where r.stream_id = ? and r.record_offset >= ?"
            + " and r.record_offset < ? and r.time >= ? and r.time <= ?";

    private static final Comparator<StoredLog> BY_TIME = Comparator.comparing(
            StoredLog::cursor,
            Comparator.comparingLong(LogCursor::micros)
                    .thenComparingLong(LogCursor::stream)
                    .thenComparingLong(LogCursor::offset));

    private final Connections connections;

    PostgresLogArrivals(Connections connections) {
        this.connections = connections;
    }

    /** A batch that arrived. */
    private record Arrival(
            long id,
            long stream,
            long from,
            long next,
            int records,
            long bytes,
            OffsetDateTime earliest,
            OffsetDateTime latest) {}

    /**
     * Writes within the transaction that copies them which records arrive by it.
     *
     * @param copied parts whose times do not overlap, so that each record is of one
     */
    static void record(
            Connection connection,
            String application,
            long stream,
            long from,
            long next,
            Collection<LogTable.Copied> copied)
            throws SQLException {
        if (copied.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement("insert into log_arrival (application, stream_id,"
                + " from_offset, next_offset, records, bytes, min_time, max_time) values (?, ?, ?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, application);
            insert.setLong(2, stream);
            insert.setLong(3, from);
            insert.setLong(4, next);
            for (LogTable.Copied part : copied) {
                insert.setInt(5, part.records());
                insert.setLong(6, part.bytes());
                insert.setObject(7, part.earliest().atOffset(ZoneOffset.UTC));
                insert.setObject(8, part.latest().atOffset(ZoneOffset.UTC));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    @Override
    public FollowCursor now() {
        return run("The end of the logs cannot be found", connection -> FollowCursor.of(snapshot(connection)));
    }

    @Override
    public ArrivedLogs after(String application, FollowCursor place, Optional<FollowCursor> end) {
        return run("The logs of '" + application + "' cannot be followed from there", connection -> {
            Optional<String> known = place.part().map(FollowCursor.Part::next).or(() -> end.map(FollowCursor::seen));
            String next = known.isPresent() ? known.get() : snapshot(connection);
            if (next.equals(place.seen())) {
                return new ArrivedLogs(List.of(), List.of(), place, false);
            }
            LogReader.limit(connection);
            requireKept(connection, place.seen(), next);
            return read(connection, application, place, next);
        });
    }

    private static ArrivedLogs read(Connection connection, String application, FollowCursor place, String next)
            throws SQLException {
        long done = place.part().map(FollowCursor.Part::arrival).orElse(0L);
        Optional<FollowCursor.Page> page = place.part().flatMap(FollowCursor.Part::page);
        List<Arrival> arrivals = arrivals(connection, application, place.seen(), next, done);
        List<Arrival> some = page.isPresent()
                ? arrivals.stream()
                        .filter(each -> each.id() <= page.get().arrival())
                        .toList()
                : first(arrivals);
        if (some.isEmpty()) {
            return new ArrivedLogs(List.of(), List.of(), FollowCursor.of(next), false);
        }
        List<StoredLog> records = new ArrayList<>();
        boolean whole = true;
        int count = 0;
        long began = System.nanoTime();
        while (count < some.size()
                && (count == 0 || page.isPresent() || System.nanoTime() - began < LONGEST_PIECE.toNanos())) {
            whole &= read(connection, some.get(count++), some.size() == 1, page, records);
        }
        long last = some.get(count - 1).id();
        records.sort(BY_TIME);
        boolean end = whole && count == arrivals.size() && arrivals.size() < MOST_ARRIVALS;
        List<FollowCursor> cursors = new ArrayList<>();
        records.forEach(record -> cursors.add(place.in(next, done, last, record.cursor())));
        FollowCursor after = end
                ? FollowCursor.of(next)
                : whole || cursors.isEmpty() ? place.in(next, last) : cursors.get(cursors.size() - 1);
        if (!cursors.isEmpty()) {
            cursors.set(cursors.size() - 1, after);
        }
        return new ArrivedLogs(records, cursors, after, !end);
    }

    private static List<Arrival> first(List<Arrival> arrivals) {
        long records = 0;
        long bytes = 0;
        int count = 0;
        for (Arrival arrival : arrivals) {
            records += arrival.records();
            bytes += arrival.bytes();
            if (count > 0 && (records > MOST_RECORDS || bytes > MOST_BYTES)) {
                break;
            }
            count++;
        }
        return arrivals.subList(0, count);
    }

    /** Whether all the records of the arrival were read. Several are read together only when all of each are. */
    private static boolean read(
            Connection connection,
            Arrival arrival,
            boolean alone,
            Optional<FollowCursor.Page> page,
            List<StoredLog> records)
            throws SQLException {
        String sql = RECORDS
                + (page.isPresent() ? " and (r.time, r.stream_id, r.record_offset) > (?, ?, ?)" : "")
                + " order by r.time, r.stream_id, r.record_offset limit " + MOST_RECORDS;
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, arrival.stream());
            select.setLong(2, arrival.from());
            select.setLong(3, arrival.next());
            select.setObject(4, arrival.earliest());
            select.setObject(5, arrival.latest());
            if (page.isPresent()) {
                LogCursor last = page.get().last();
                select.setObject(6, last.time().atOffset(ZoneOffset.UTC));
                select.setLong(7, last.stream());
                select.setLong(8, last.offset());
            }
            select.setFetchSize(LogReader.FETCH);
            long bytes = 0;
            int count = 0;
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    StoredLog record = LogReader.record(row);
                    records.add(record);
                    bytes += record.size();
                    count++;
                    if (alone && bytes > LogReader.MOST_BYTES) {
                        return false;
                    }
                }
            }
            return count < MOST_RECORDS;
        }
    }

    private static List<Arrival> arrivals(
            Connection connection, String application, String seen, String next, long after) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(NEW)) {
            select.setString(1, application);
            select.setString(2, seen);
            select.setString(3, next);
            select.setString(4, next);
            select.setString(5, seen);
            select.setLong(6, after);
            select.setInt(7, MOST_ARRIVALS);
            List<Arrival> arrivals = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    arrivals.add(new Arrival(
                            row.getLong(1),
                            row.getLong(2),
                            row.getLong(3),
                            row.getLong(4),
                            row.getInt(5),
                            row.getLong(6),
                            row.getObject(7, OffsetDateTime.class),
                            row.getObject(8, OffsetDateTime.class)));
                }
            }
            return arrivals;
        }
    }

    /** The snapshot of now. */
    static String snapshot(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_current_snapshot()::text")) {
            row.next();
            return row.getString(1);
        }
    }

    private static void requireKept(Connection connection, String seen, String next) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select pg_snapshot_xmin(?::pg_snapshot) > xact,"
                + " pg_snapshot_xmax(?::pg_snapshot) <= pg_snapshot_xmax(pg_current_snapshot())"
                + " and pg_snapshot_xmax(?::pg_snapshot) <= pg_snapshot_xmax(pg_current_snapshot())"
                + " from log_arrival_forgotten")) {
            select.setString(1, seen);
            select.setString(2, seen);
            select.setString(3, next);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next() || !row.getBoolean(1) || !row.getBoolean(2)) {
                    throw new FarspanException(
                            ProblemCode.MALFORMED_REQUEST,
                            "The place to go on after is of more than an hour ago, or of another database. Read the"
                                    + " logs of the time since by from and to, and follow again.");
                }
            }
        }
    }

    private <T> T run(String what, Schema.Statements<T> statements) {
        try {
            return connections.inTransaction(statements);
        } catch (SQLException e) {
            if (e.getSQLState() != null && e.getSQLState().startsWith("22")) {
                throw new FarspanException(
                        ProblemCode.MALFORMED_REQUEST,
                        "The place to go on after is not one that was given: " + e.getMessage() + ".",
                        e);
            }
            if (LogReader.TIMED_OUT.equals(e.getSQLState())) {
                throw new FarspanException(
                        ProblemCode.TOO_MUCH,
                        what + ": that takes longer than " + LogReader.LIMIT.toSeconds()
                                + " s. Read the logs of the time since by from and to, and follow again.",
                        e);
            }
            throw new FarspanException(
                    ProblemCode.STORE_UNREACHABLE,
                    what + ": " + e.getMessage() + ". It is tried again; check the database at farspan.store.url.",
                    e);
        }
    }
}
