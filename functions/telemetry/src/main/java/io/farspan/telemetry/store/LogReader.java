package io.farspan.telemetry.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/** Reads log records in the order of their time. A query takes a few seconds at most. */
final class LogReader {

    /** How long a query may take. */
    static final Duration LIMIT = Duration.ofSeconds(8);

    /** The bytes after which a page ends. */
    static final long MOST_BYTES = 8L << 20;

    /** The rows that are in memory before they are counted; one may have several megabytes. */
    static final int FETCH = 8;

    private static final String TIMED_OUT = "57014";
    private static final String INVALID_REGEX = "2201B";

    private static final String SELECT = "select s.location, s.instance, s.name, r.stream_id, r.record_offset, r.time,"
            + " r.original_nanos, r.severity, r.logger, r.thread, r.message, r.raw, r.attributes::text, r.trace_id,"
            + " r.span_id, r.continued, r.gap::text from log_record r join telemetry_stream s on s.id = r.stream_id";

    private final StringBuilder sql = new StringBuilder(SELECT);
    private final List<Object> values = new ArrayList<>();
    private final int limit;
    private final LongSupplier nanoTime;
    private final long begin;

    private LogReader(LogQuery query, LongSupplier nanoTime) {
        this.limit = query.limit();
        this.nanoTime = nanoTime;
        this.begin = nanoTime.getAsLong();
        where(" where s.application = ?", query.application());
        where(" and r.time >= ?", query.from().atOffset(ZoneOffset.UTC));
        where(" and r.time < ?", query.to().atOffset(ZoneOffset.UTC));
        query.severity().ifPresent(least -> where(" and r.severity >= ?", least));
        query.text().ifPresent(text -> where(" and r.message ilike ?", "%" + escaped(text) + "%"));
        query.regex().ifPresent(regex -> where(" and r.message ~ ?", regex));
        query.location().ifPresent(location -> where(" and s.location = ?", location));
        query.instance().ifPresent(instance -> where(" and s.instance = ?", instance));
        query.trace().ifPresent(trace -> where(" and r.trace_id = ?", trace));
        query.after().ifPresent(this::after);
        where(" order by r.time, r.stream_id, r.record_offset limit ?", query.limit() + 1);
    }

    /** A page of records, and the place of its last one when there are more. */
    static LogPage read(Connections connections, LogQuery query, LongSupplier nanoTime) {
        try {
            return new LogReader(query, nanoTime).read(connections);
        } catch (SQLException e) {
            throw failure(query, e);
        }
    }

    private void where(String condition, Object value) {
        sql.append(condition);
        values.add(value);
    }

    private void after(LogCursor cursor) {
        Instant time = Instant.EPOCH.plus(cursor.micros(), ChronoUnit.MICROS);
        sql.append(" and (r.time, r.stream_id, r.record_offset) > (?, ?, ?)");
        values.addAll(List.of(time.atOffset(ZoneOffset.UTC), cursor.stream(), cursor.offset()));
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }

    private LogPage read(Connections connections) throws SQLException {
        return connections.inTransaction(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("set local statement_timeout = " + LIMIT.toMillis());
            }
            return read(connection);
        });
    }

    private LogPage read(Connection connection) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql.toString())) {
            for (int index = 0; index < values.size(); index++) {
                select.setObject(index + 1, values.get(index));
            }
            select.setFetchSize(FETCH);
            List<StoredLog> records = new ArrayList<>();
            long bytes = 0;
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    // The server's limit is for each piece that is fetched, not for all of them.
                    if (nanoTime.getAsLong() - begin > LIMIT.toNanos()) {
                        throw new SQLException("the query has reached its deadline", TIMED_OUT);
                    }
                    if (records.size() == limit || bytes > MOST_BYTES) {
                        return new LogPage(
                                records,
                                Optional.of(records.get(records.size() - 1).cursor()));
                    }
                    StoredLog record = record(row);
                    records.add(record);
                    bytes += record.size();
                }
            }
            return new LogPage(records, Optional.empty());
        }
    }

    private static StoredLog record(ResultSet row) throws SQLException {
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

    private static long micros(Instant time) {
        return TimeUnit.SECONDS.toMicros(time.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(time.getNano());
    }

    private static FarspanException failure(LogQuery query, SQLException cause) {
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
                "The logs of '" + query.application() + "' cannot be read: " + cause.getMessage()
                        + ". Check the database at farspan.store.url.",
                cause);
    }
}
