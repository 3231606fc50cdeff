package io.farspan.telemetry.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Walks through the log records by the index of their times, a window at a time, so that no step takes long however few of the
 * records are the application's.
 */
final class PostgresStoredLogs implements StoredLogs {

    /** The records of a page. */
    static final int MOST_RECORDS = PostgresLogArrivals.MOST_RECORDS;

    private static final long MOST_BYTES = 4L << 20;
    private static final Duration WINDOW = Duration.ofMinutes(15);

    private static final String NEXT =
            "select r.time from log_record r where (r.time, r.stream_id, r.record_offset) > (?, ?, ?) and r.time >= ?"
                    + " order by r.time, r.stream_id, r.record_offset limit 1";

    private static final String SELECT = LogReader.SELECT
            + " join export_bound b on b.stream_id = r.stream_id and b.application = s.application"
            + " where b.application = ? and r.record_offset < b.next_offset and r.time >= ? and r.time < ?"
            + " and (r.time, r.stream_id, r.record_offset) > (?, ?, ?)"
            + " order by r.time, r.stream_id, r.record_offset limit " + MOST_RECORDS;

    private final Connections connections;

    PostgresStoredLogs(Connections connections) {
        this.connections = connections;
    }

    @Override
    public LogPage after(String application, LogCursor after) {
        try {
            return connections.inTransaction(connection -> {
                LogReader.limit(connection);
                Optional<Instant> first = first(connection, after);
                return first.isPresent()
                        ? page(connection, application, first.get(), after)
                        : new LogPage(List.of(), Optional.empty());
            });
        } catch (SQLException e) {
            throw LogReader.failure(application, e);
        }
    }

    /** The time of the next record of any application. */
    private static Optional<Instant> first(Connection connection, LogCursor after) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(NEXT)) {
            place(select, 1, after);
            select.setObject(4, after.time().atOffset(ZoneOffset.UTC));
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(row.getObject(1, OffsetDateTime.class).toInstant())
                        : Optional.empty();
            }
        }
    }

    private static LogPage page(Connection connection, String application, Instant first, LogCursor after)
            throws SQLException {
        Instant end = first.plus(WINDOW);
        try (PreparedStatement select = connection.prepareStatement(SELECT)) {
            select.setString(1, application);
            select.setObject(2, first.atOffset(ZoneOffset.UTC));
            select.setObject(3, end.atOffset(ZoneOffset.UTC));
            place(select, 4, after);
            select.setFetchSize(LogReader.FETCH);
            List<StoredLog> records = new ArrayList<>();
            long bytes = 0;
            try (ResultSet row = select.executeQuery()) {
                while (row.next() && bytes <= MOST_BYTES) {
                    StoredLog record = LogReader.record(row);
                    records.add(record);
                    bytes += record.size();
                }
            }
            boolean whole = records.size() < MOST_RECORDS && bytes <= MOST_BYTES;
            return new LogPage(
                    records,
                    Optional.of(
                            whole
                                    ? new LogCursor(ChronoUnit.MICROS.between(Instant.EPOCH, end), 0, 0)
                                    : records.get(records.size() - 1).cursor()));
        }
    }

    private static void place(PreparedStatement select, int index, LogCursor place) throws SQLException {
        select.setObject(index, place.time().atOffset(ZoneOffset.UTC));
        select.setLong(index + 1, place.stream());
        select.setLong(index + 2, place.offset());
    }
}
