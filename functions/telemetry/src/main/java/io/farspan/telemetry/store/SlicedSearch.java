package io.farspan.telemetry.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A search in slices: so many records that follow each other in time that a slice takes a fraction of a second. What is found
 * until the time is over is therefore an answer, up to a place after which another search goes on. Each slice is a transaction
 * of its own, so that a search holds no connection, snapshot or lock for long. Not thread-safe.
 */
final class SlicedSearch {

    private final Connections connections;
    private final Consumer<LogSql> conditions;
    private final int limit;
    private final SearchTime time;
    private final SliceSize size;
    private LogStretch stretch;
    private boolean advanced;
    private int given;

    /**
     * A search.
     *
     * @param stretch through what
     * @param conditions adds conditions to a statement that has some
     * @param limit the most records that are given
     * @param time what the search may take
     * @param size how many records the first slice has
     */
    SlicedSearch(
            Connections connections,
            LogStretch stretch,
            Consumer<LogSql> conditions,
            int limit,
            SearchTime time,
            SliceSize size) {
        this.connections = connections;
        this.stretch = stretch;
        this.conditions = conditions;
        this.limit = limit;
        this.time = time;
        this.size = size;
    }

    /**
     * Gives what is found in the order of the stretch. Fails when the time is over before anything has been searched.
     *
     * @param wanted takes a record, and says whether it wants the next
     * @return the place up to which it searched, when the time was over before it came to an end
     */
    Optional<LogCursor> run(Predicate<StoredLog> wanted) throws SQLException {
        boolean more = true;
        while (more) {
            if (advanced && time.isOver()) {
                return stretch.done();
            }
            try {
                more = connections.inTransaction(connection -> {
                    long begin = time.now();
                    boolean another = slice(connection, wanted);
                    size.took(time.now() - begin);
                    return another;
                });
            } catch (SQLException e) {
                if (advanced && Connections.ALL_IN_USE.equals(e.getSQLState())) {
                    return stretch.done();
                }
                if (!LogReader.TIMED_OUT.equals(e.getSQLState()) || time.isOver() && !advanced) {
                    throw e;
                }
                size.gaveUp();
            }
        }
        return Optional.empty();
    }

    /** Searches the next slice; whether there is another. */
    private boolean slice(Connection connection, Predicate<StoredLog> wanted) throws SQLException {
        time.require();
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local statement_timeout = " + size.limitMillis(time.leftMillis()));
        }
        Optional<LogCursor> end = size.ends() ? end(connection) : Optional.empty();
        boolean more = search(connection, end, wanted);
        end.ifPresent(this::advance);
        return more && end.isPresent();
    }

    /** The place of the slice's last record; none when fewer are left. */
    private Optional<LogCursor> end(Connection connection) throws SQLException {
        LogSql sql = new LogSql().add("select r.time, r.stream_id, r.record_offset from log_record r");
        stretch.where(sql, Optional.empty()).add(stretch.order() + " offset ? limit 1", size.records() - 1);
        try (PreparedStatement select = sql.prepare(connection);
                ResultSet row = select.executeQuery()) {
            return row.next()
                    ? Optional.of(new LogCursor(
                            LogReader.micros(
                                    row.getObject(1, OffsetDateTime.class).toInstant()),
                            row.getLong(2),
                            row.getLong(3)))
                    : Optional.empty();
        }
    }

    private boolean search(Connection connection, Optional<LogCursor> end, Predicate<StoredLog> wanted)
            throws SQLException {
        LogSql sql = stretch.where(new LogSql().add(LogReader.SCAN), end);
        conditions.accept(sql);
        sql.add(stretch.order() + " limit ?", limit - given);
        try (PreparedStatement select = sql.prepare(connection)) {
            select.setFetchSize(LogReader.FETCH);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    time.require();
                    StoredLog record = LogReader.record(row);
                    if (!wanted.test(record)) {
                        return false;
                    }
                    advance(record.cursor());
                    given++;
                    if (given == limit) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private void advance(LogCursor place) {
        stretch = stretch.after(place);
        advanced = true;
    }
}
