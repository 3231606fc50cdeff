package io.farspan.telemetry.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.farspan.home.store.Schema;

/**
 * The partitions of the log records, one for each day (UTC) within the retention. They are made two days ahead, or when the
 * first record of a day comes; records of other days are in the default partition. Routers take turns by a lock in the
 * database. Every method blocks. Thread-safe.
 */
final class Partitions {

    private static final String PREFIX = "log_record_";
    private static final int AHEAD_DAYS = 2;
    private static final long DAY_NANOS = TimeUnit.DAYS.toNanos(1);

    /** Whoever waits for a lock on a table holds up all who come after. */
    private static final String LIMIT = "set local lock_timeout = '3s'";

    private static final String TURN = "select pg_advisory_xact_lock(hashtext('farspan telemetry partitions'))";
    private static final String ALL = "select relname from pg_class join pg_inherits on pg_class.oid = inhrelid"
            + " where inhparent = 'log_record'::regclass";

    private final Schema schema;
    private final int retentionDays;
    private final Supplier<LocalDate> today;
    private final Set<LocalDate> made = ConcurrentHashMap.newKeySet();

    /** Partitions of which those before the last {@code retentionDays} days are dropped. */
    Partitions(Schema schema, int retentionDays, Supplier<LocalDate> today) {
        this.schema = schema;
        this.retentionDays = retentionDays;
        this.today = today;
    }

    static LocalDate utcToday() {
        return LocalDate.now(ZoneOffset.UTC);
    }

    /** Makes the partitions of the rows' days that have none. */
    void prepare(List<LogRow> rows) throws SQLException {
        LocalDate now = today.get();
        long last = Long.MIN_VALUE;
        require(now);
        for (LogRow row : rows) {
            long day = Math.floorDiv(row.nanos(), DAY_NANOS);
            if (day != last) {
                last = day;
                LocalDate date = LocalDate.ofEpochDay(day);
                if (!date.isBefore(oldest(now)) && !date.isAfter(now.plusDays(AHEAD_DAYS))) {
                    require(date);
                }
            }
        }
    }

    /** Makes today's partition and those of the next days. */
    void prepareAhead() throws SQLException {
        LocalDate now = today.get();
        for (int days = 0; days <= AHEAD_DAYS; days++) {
            require(now.plusDays(days));
        }
    }

    /**
     * Drops the partitions of days before the retention, and deletes what has been in the default partition for longer than
     * the retention. What came late is so kept as long as what came in time.
     */
    void dropExpired() throws SQLException {
        LocalDate now = today.get();
        schema.inTransaction(connection -> {
            begin(connection);
            try (Statement statement = connection.createStatement()) {
                for (LocalDate day : days(connection)) {
                    if (day.isBefore(oldest(now))) {
                        statement.execute("drop table " + name(day));
                        made.remove(day);
                    }
                }
            }
            mark(connection, now);
            return true;
        });
    }

    private LocalDate oldest(LocalDate now) {
        return now.minusDays(retentionDays);
    }

    private void require(LocalDate day) throws SQLException {
        if (made.contains(day)) {
            return;
        }
        schema.inTransaction(connection -> {
            begin(connection);
            if (!days(connection).contains(day)) {
                make(connection, day);
            }
            return true;
        });
        made.add(day);
    }

    private static void begin(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(LIMIT);
            statement.execute(TURN);
        }
    }

    /** A clock that ran ahead may have put records of the day into the default partition: they move. */
    private static void make(Connection connection, LocalDate day) throws SQLException {
        String range = "'" + day + " 00:00:00+00'";
        String end = "'" + day.plusDays(1) + " 00:00:00+00'";
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table " + name(day) + " (like log_record including all)");
            statement.execute("lock table log_record_default in access exclusive mode");
            statement.execute("with moved as (delete from log_record_default where time >= " + range + " and time < "
                    + end + " returning *) insert into " + name(day) + " select * from moved");
            statement.execute("alter table log_record attach partition " + name(day) + " for values from (" + range
                    + ") to (" + end + ")");
        }
    }

    private static List<LocalDate> days(Connection connection) throws SQLException {
        List<LocalDate> days = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(ALL)) {
            while (row.next()) {
                day(row.getString(1)).ifPresent(days::add);
            }
        }
        return days;
    }

    private void mark(Connection connection, LocalDate now) throws SQLException {
        LocalDate oldest = oldest(now);
        execute(
                connection,
                "delete from log_record_default stored using telemetry_day mark"
                        + " where mark.day = (select max(day) from telemetry_day where day < ?)"
                        + " and mark.stream_id = stored.stream_id and stored.record_offset < mark.next_offset",
                oldest);
        execute(
                connection,
                "delete from telemetry_day where day < (select max(day) from telemetry_day where day < ?)",
                oldest);
        execute(
                connection,
                "insert into telemetry_day (day, stream_id, next_offset)"
                        + " select ?, id, next_offset from telemetry_stream on conflict do nothing",
                now);
    }

    private static void execute(Connection connection, String sql, LocalDate day) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, day);
            statement.executeUpdate();
        }
    }

    private static String name(LocalDate day) {
        return PREFIX + day.format(DateTimeFormatter.BASIC_ISO_DATE);
    }

    private static Optional<LocalDate> day(String name) {
        try {
            return Optional.of(LocalDate.parse(name.substring(PREFIX.length()), DateTimeFormatter.BASIC_ISO_DATE));
        } catch (DateTimeParseException e) {
            return Optional.empty(); // the default partition
        }
    }
}
