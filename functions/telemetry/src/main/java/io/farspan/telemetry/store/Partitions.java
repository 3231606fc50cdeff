package io.farspan.telemetry.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import org.jboss.logging.Logger;

/**
 * The partitions of the log records and of the points, one for each day (UTC) within the retention. They are made two days
 * ahead, or when the first record of a day comes; records of other days are in the default partition. Routers take turns by a
 * lock in the database. Every method blocks. Thread-safe.
 */
final class Partitions {

    /** Rows that are deleted at a time. */
    private static final int PORTION = 10_000;

    private static final int AHEAD_DAYS = 2;
    private static final long DAY_NANOS = TimeUnit.DAYS.toNanos(1);

    /**
     * How long retention waits for its locks: longer than the longest search, after which they are free, and shorter than
     * the connection waits for an answer.
     */
    private static final Duration PATIENT = LogReader.LIMIT.plusSeconds(1);

    /** How long records wait; then they go to the default partition, and move when their day's has been made. */
    private static final Duration HURRIED = Duration.ofSeconds(1);

    /** How long records do without a partition that could not be made. */
    private static final Duration PAUSE = Duration.ofSeconds(30);

    private static final Logger LOG = Logger.getLogger(Partitions.class);

    private static final String TURN = "select pg_advisory_xact_lock(hashtext('farspan telemetry partitions'))";
    private final Connections connections;
    private final int retentionDays;
    private final Supplier<LocalDate> today;
    private final Set<Partition> made = ConcurrentHashMap.newKeySet();
    private final AtomicLong notBefore = new AtomicLong(System.nanoTime());

    /** The partition of a day. */
    private record Partition(DayTable table, LocalDate day) {}

    /** Partitions of which those before the last {@code retentionDays} days are dropped. */
    Partitions(Connections connections, int retentionDays, Supplier<LocalDate> today) {
        this.connections = connections;
        this.retentionDays = retentionDays;
        this.today = today;
    }

    static LocalDate utcToday() {
        return LocalDate.now(ZoneOffset.UTC);
    }

    /**
     * Makes the partitions of the days of these times that have none, if it can: rows of a day without one go to the default
     * partition. Fails only when the database cannot be reached.
     */
    void prepare(DayTable table, LongStream times) throws SQLException {
        LocalDate now = today.get();
        Set<LocalDate> missing = times.map(nanos -> Math.floorDiv(nanos, DAY_NANOS))
                .distinct()
                .mapToObj(LocalDate::ofEpochDay)
                .filter(day -> !day.isBefore(oldest(now)) && !day.isAfter(now.plusDays(AHEAD_DAYS)))
                .filter(day -> !made.contains(new Partition(table, day)))
                .collect(Collectors.toSet());
        if (missing.isEmpty() || System.nanoTime() - notBefore.get() < 0) {
            return;
        }
        try {
            for (LocalDate day : missing) {
                require(table, day, HURRIED);
            }
        } catch (SQLException e) {
            String state = e.getSQLState();
            if (state == null || state.startsWith("08") || state.startsWith("57P")) {
                throw e;
            }
            notBefore.set(System.nanoTime() + PAUSE.toNanos());
            LOG.warnf(
                    "A partition of %s cannot be made yet; rows of %s go to the default partition: %s",
                    table, missing, e.getMessage());
        }
    }

    /** Makes today's partition and those of the next days. */
    void prepareAhead() throws SQLException {
        LocalDate now = today.get();
        for (DayTable table : DayTable.values()) {
            for (int days = 0; days <= AHEAD_DAYS; days++) {
                require(table, now.plusDays(days), PATIENT);
            }
        }
    }

    /**
     * Drops the partitions of days before the retention, and deletes what has been in the default partition for longer than
     * the retention. What came late is so kept as long as what came in time.
     */
    void dropExpired() throws SQLException {
        LocalDate now = today.get();
        connections.inTransaction(connection -> {
            begin(connection, PATIENT);
            for (DayTable table : DayTable.values()) {
                for (LocalDate day : table.days(connection)) {
                    if (day.isBefore(oldest(now))) {
                        table.drop(connection, day);
                        made.remove(new Partition(table, day));
                    }
                }
            }
            return true;
        });
        connections.inTransaction(connection -> {
            begin(connection, PATIENT);
            mark(connection, now);
            return true;
        });
        forget(now);
    }

    private LocalDate oldest(LocalDate now) {
        return now.minusDays(retentionDays);
    }

    private void require(DayTable table, LocalDate day, Duration wait) throws SQLException {
        Partition partition = new Partition(table, day);
        if (made.contains(partition)) {
            return;
        }
        connections.inTransaction(connection -> {
            begin(connection, wait);
            if (!table.days(connection).contains(day)) {
                table.make(connection, day);
            }
            return true;
        });
        made.add(partition);
    }

    private static void begin(Connection connection, Duration wait) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local lock_timeout = " + wait.toMillis());
            statement.execute(TURN);
        }
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

    /**
     * Forgets the streams that ended, or whose instance is gone, so long ago that the partitions of their records are gone
     * too, and the series for which nothing came since. A point is placed within the retention, so that one that is older
     * than that is in no other table than the default partition.
     */
    private void forget(LocalDate now) throws SQLException {
        LocalDate forgotten = oldest(now).minusDays(AHEAD_DAYS + 1);
        delete("metric_point_default", "time < ?", oldest(now));
        delete("metric_series", "seen < ?", forgotten);
        delete("metric_sampling", "sampled < ?", forgotten);
        delete("telemetry_stream", "greatest(collected, case when ended then collected else seen end) < ?", forgotten);
    }

    /** Deletes rows in portions, each in a transaction of its own: all at once could take longer than one may. */
    private void delete(String table, String condition, LocalDate day) throws SQLException {
        String sql = "delete from " + table + " where ctid = any (array(select ctid from " + table + " where "
                + condition + " limit " + PORTION + "))";
        while (connections.inTransaction(connection -> execute(connection, sql, day)) == PORTION) {
            // the next portion
        }
    }

    private static int execute(Connection connection, String sql, LocalDate day) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, day);
            return statement.executeUpdate();
        }
    }
}
