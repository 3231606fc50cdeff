package io.farspan.telemetry.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/** Reads log records in the order of their time. A query takes a few seconds, and answers what it found until then. */
final class LogReader {

    /** How long a query may take. */
    static final Duration LIMIT = Duration.ofSeconds(8);

    /** The bytes after which a page ends. */
    static final long MOST_BYTES = 8L << 20;

    /** The rows that are in memory before they are counted; one may have several megabytes. */
    static final int FETCH = 8;

    static final String TIMED_OUT = "57014";
    private static final String INVALID_REGEX = "2201B";

    static final String TABLES = " from log_record r join telemetry_stream s on s.id = r.stream_id";

    private static final String COLUMNS = "select s.location, s.instance, s.name, r.stream_id, r.record_offset, r.time,"
            + " r.original_nanos, r.severity, r.logger, r.thread, r.message, r.raw, r.attributes::text, r.trace_id,"
            + " r.span_id, r.continued, r.gap::text";

    /** Records with what their stream says of them; {@link #record} reads a row. */
    static final String SELECT = COLUMNS + TABLES;

    /**
     * The same for many records of all streams. The index by time has the stream, too: without the sum PostgreSQL would go
     * through all of a slice's part of it once for each stream.
     */
    static final String SCAN = SELECT + " + 0";

    private LogReader() {}

    /** A page of records, and the place of its last one when there are more, or the place up to which it searched. */
    static LogPage read(Connections connections, LogQuery query, LongSupplier nanoTime) {
        SliceSize size = query.trace().isPresent() ? SliceSize.whole() : new SliceSize();
        return read(connections, query, new SearchTime(nanoTime), size);
    }

    static LogPage read(Connections connections, LogQuery query, SearchTime time, SliceSize size) {
        LogStretch stretch = new LogStretch(query.from(), query.to(), query.after(), false);
        Page page = new Page(query.limit());
        try {
            return page.end(
                    new SlicedSearch(connections, stretch, sql -> conditions(sql, query), query.limit() + 1, time, size)
                            .run(page));
        } catch (SQLException e) {
            throw failure(query.application(), e);
        }
    }

    /** What is cheap to compare stands first: PostgreSQL evaluates conditions that cost it the same in this order. */
    private static void conditions(LogSql sql, LogQuery query) {
        sql.add(" and s.application = ?", query.application());
        query.location().ifPresent(location -> sql.add(" and s.location = ?", location));
        query.instance().ifPresent(instance -> sql.add(" and s.instance = ?", instance));
        query.severity().ifPresent(least -> sql.add(" and r.severity >= ?", least));
        query.trace().ifPresent(trace -> sql.add(" and r.trace_id = ?", trace));
        query.regex().ifPresent(regex -> sql.matches("r.message", regex));
        query.text().ifPresent(text -> sql.add(" and r.message ilike ?", "%" + escaped(text) + "%"));
    }

    /** A page as it is filled. */
    private static final class Page implements Predicate<StoredLog> {
        private final int limit;
        private final List<StoredLog> records = new ArrayList<>();
        private long bytes;
        private boolean full;

        Page(int limit) {
            this.limit = limit;
        }

        @Override
        public boolean test(StoredLog record) {
            full = records.size() == limit || bytes > MOST_BYTES;
            if (!full) {
                records.add(record);
                bytes += record.size();
            }
            return !full;
        }

        LogPage end(Optional<LogCursor> searched) {
            return full
                    ? new LogPage(
                            records, Optional.of(records.get(records.size() - 1).cursor()))
                    : searched.map(place -> LogPage.partial(records, place))
                            .orElseGet(() -> new LogPage(records, Optional.empty()));
        }
    }

    /** A text as a pattern that matches it. */
    static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }

    /** Limits how long each statement of the transaction may take. */
    static void limit(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local statement_timeout = " + LIMIT.toMillis());
        }
    }

    static StoredLog record(ResultSet row) throws SQLException {
        Instant time = row.getObject(6, java.time.OffsetDateTime.class).toInstant();
        int severity = row.getInt(8);
        return new StoredLog(
                time,
                Instant.EPOCH.plusNanos(row.getLong(7)),
                new InstanceId(row.getString(1), row.getString(2)),
                row.getString(3),
                row.getLong(5),
                severity == 0 ? Optional.empty() : Optional.of(severity),
                Optional.ofNullable(row.getString(9)),
                Optional.ofNullable(row.getString(10)),
                row.getString(11),
                Optional.ofNullable(row.getBytes(12)),
                Optional.ofNullable(row.getString(13)).map(RawJson::of),
                Optional.ofNullable(row.getString(14)),
                Optional.ofNullable(row.getString(15)),
                row.getBoolean(16),
                Optional.ofNullable(row.getString(17)).map(RawJson::of),
                new LogCursor(micros(time), row.getLong(4), row.getLong(5)));
    }

    static long micros(Instant time) {
        return TimeUnit.SECONDS.toMicros(time.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(time.getNano());
    }

    static FarspanException failure(String application, SQLException cause) {
        if (INVALID_REGEX.equals(cause.getSQLState())) {
            return new FarspanException(
                    ProblemCode.MALFORMED_REQUEST,
                    "regex is not a valid regular expression: " + cause.getMessage() + ".",
                    cause);
        }
        if (TIMED_OUT.equals(cause.getSQLState())) {
            return new FarspanException(
                    ProblemCode.TOO_MUCH,
                    "The search takes longer than " + LIMIT.toSeconds()
                            + " s. Narrow the time range, or search for a simpler text.",
                    cause);
        }
        return new FarspanException(
                ProblemCode.STORE_UNREACHABLE,
                "The logs of '" + application + "' cannot be read: " + cause.getMessage()
                        + ". Check the database at farspan.store.url.",
                cause);
    }
}
