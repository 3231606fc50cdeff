package io.farspan.telemetry.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.protocol.stream.Gap;
import io.farspan.protocol.stream.StreamKind;
import io.farspan.protocol.stream.StreamName;
import io.farspan.protocol.stream.StreamRecord;

/**
 * Telemetry in PostgreSQL. A batch is one transaction: an update advances the checkpoint from exactly where the batch begins,
 * COPY brings the rows, and the commit is on disk when it returns, whatever the server's default is.
 */
final class PostgresTelemetryStore implements TelemetryStore {

    private static final String DISK_FULL = "53100";

    private static final String STREAM = "application = ? and location = ? and instance = ? and name = ?";

    /** The offset of the row before an incarnation's first record. */
    private static final long BEFORE_FIRST = -1;

    /** Ids that are remembered; they never change. */
    private static final int MOST_IDS = 50_000;

    /** The streams of an instance that had records within a day; the name of a file may have the day in it. */
    static final int MOST_STREAMS = 64;

    /** All of an instance, each incarnation of its own, until retention forgets those that ended. */
    private static final int MOST_INCARNATIONS = 1_024;

    /** The instances of a location that telemetry is pushed for, until retention forgets them. */
    static final int MOST_PUSHED = 256;

    private final Connections connections;
    private final Connections queries;
    private final Partitions partitions;
    private final Map<StreamKey, Long> ids = new ConcurrentHashMap<>();
    private final SeriesTable series = new SeriesTable();

    PostgresTelemetryStore(Connections connections, Partitions partitions) {
        this(connections, connections, partitions);
    }

    /**
     * A store.
     *
     * @param connections for what comes in
     * @param queries for what people ask
     */
    PostgresTelemetryStore(Connections connections, Connections queries, Partitions partitions) {
        this.connections = connections;
        this.queries = queries;
        this.partitions = partitions;
    }

    @Override
    public List<StreamState> streams(String application, Optional<String> location, int limit) {
        try {
            // Whoever collects asks for a location's.
            return (location.isPresent() ? connections : queries)
                    .inTransaction(connection -> streams(connection, application, location, Optional.empty(), limit));
        } catch (SQLException e) {
            throw unreachable("The streams of '" + application + "' cannot be read", e);
        }
    }

    @Override
    public List<StreamState> streams(String application, InstanceId instance) {
        try {
            return connections.inTransaction(connection -> streams(
                    connection,
                    application,
                    Optional.of(instance.location()),
                    Optional.of(instance.name()),
                    MOST_INCARNATIONS));
        } catch (SQLException e) {
            throw unreachable("The streams of " + instance + " cannot be read", e);
        }
    }

    private static List<StreamState> streams(
            Connection connection, String application, Optional<String> location, Optional<String> instance, int limit)
            throws SQLException {
        LogReader.limit(connection);
        try (PreparedStatement select = connection.prepareStatement("select location, instance, name, incarnation,"
                + " kind, next_offset, end_offset, ended, collected from telemetry_stream where application = ?"
                + (location.isPresent() ? " and location = ? and not ended and incarnation <> ?" : "")
                + (instance.isPresent() ? " and instance = ?" : "")
                + " order by location, instance, name, id limit ?")) {
            select.setString(1, application);
            int index = 2;
            if (location.isPresent()) {
                select.setString(index++, location.get());
                select.setObject(index++, StreamKey.PUSHED);
            }
            if (instance.isPresent()) {
                select.setString(index++, instance.get());
            }
            select.setInt(index, limit);
            List<StreamState> streams = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    streams.add(state(application, row));
                }
            }
            return streams;
        }
    }

    @Override
    public List<Backlog> backlogs(String application, int limit) {
        try {
            return queries.inTransaction(connection -> backlogs(connection, application, limit));
        } catch (SQLException e) {
            throw unreachable("What waits at the agents of '" + application + "' cannot be read", e);
        }
    }

    private static List<Backlog> backlogs(Connection connection, String application, int limit) throws SQLException {
        LogReader.limit(connection);
        try (PreparedStatement select = connection.prepareStatement(
                "select location, name, sum(greatest(end_offset - next_offset, 0)) as records from telemetry_stream"
                        + " where application = ? and not ended and incarnation <> ? group by location, name"
                        + " order by records desc, location, name limit ?")) {
            select.setString(1, application);
            select.setObject(2, StreamKey.PUSHED);
            select.setInt(3, limit);
            List<Backlog> backlogs = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    backlogs.add(new Backlog(row.getString(1), new StreamName(row.getString(2)), row.getLong(3)));
                }
            }
            return backlogs;
        }
    }

    @Override
    public void seen(String application, String location, Set<InstanceId> instances) {
        try {
            connections.inTransaction(connection -> {
                try (PreparedStatement update = connection.prepareStatement("update telemetry_stream set seen = now()"
                        + " where application = ? and location = ? and instance = any (?) and not ended")) {
                    update.setString(1, application);
                    update.setString(2, location);
                    update.setArray(
                            3,
                            connection.createArrayOf(
                                    "text",
                                    instances.stream().map(InstanceId::name).toArray()));
                    return update.executeUpdate();
                }
            });
        } catch (SQLException e) {
            throw unreachable("The streams of '" + application + "' in " + location + " cannot be marked", e);
        }
    }

    private static StreamState state(String application, ResultSet row) throws SQLException {
        return new StreamState(
                new StreamKey(
                        application,
                        new InstanceId(row.getString(1), row.getString(2)),
                        new StreamName(row.getString(3)),
                        row.getObject(4, UUID.class)),
                StreamKind.parse(row.getString(5)),
                row.getLong(6),
                row.getLong(7),
                row.getBoolean(8),
                row.getObject(9, OffsetDateTime.class).toInstant());
    }

    @Override
    public AppendResult append(RecordBatch batch) {
        try {
            partitions.prepare(DayTable.LOGS, batch.rows().times());
            partitions.prepare(DayTable.POINTS, batch.points().times());
            SeriesTable.Ids seriesIds = series.of(
                    SeriesOwner.of(batch.stream()),
                    batch.points(),
                    batch.stream().isPushed() ? MetricTable.MOST_WHEN_PUSHED : MetricTable.MOST);
            AppendResult result = connections.inTransaction(connection -> append(connection, batch, seriesIds));
            seriesIds.remember();
            return result;
        } catch (SQLException e) {
            if (isOfTheData(e)) {
                throw new FarspanException(
                        ProblemCode.FUNCTION_ANSWER_INVALID,
                        "The database takes no batch of the " + batch.stream() + " like this: " + e.getMessage() + ".",
                        e);
            }
            throw unreachable("A batch of the " + batch.stream() + " may not have been stored", e);
        }
    }

    @Override
    public LogPage logs(LogQuery query) {
        return LogReader.read(queries, query, System::nanoTime);
    }

    private AppendResult append(Connection connection, RecordBatch batch, SeriesTable.Ids seriesIds)
            throws SQLException {
        demandDurability(connection);
        OptionalLong found = find(connection, batch);
        if (found.isEmpty() && batch.next() == 0) {
            return new AppendResult.Appended(0); // a stream without records needs no row
        }
        if (found.isEmpty()) {
            return new AppendResult.StaleCheckpoint(0);
        }
        long id = found.getAsLong();
        if (!advance(connection, id, batch)) {
            OptionalLong current = checkpoint(connection, id);
            if (current.isEmpty()) {
                ids.remove(batch.stream()); // retention has forgotten the stream: it begins again
            }
            return new AppendResult.StaleCheckpoint(current.orElse(0));
        }
        Map<Long, LogTable.Copied> copied = batch.rows().isEmpty()
                ? Map.of()
                : LogTable.copy(connection, id, batch.from(), batch.next(), batch.rows());
        if (batch.points().size() > 0) {
            seriesIds.resolve(connection);
            MetricTable.LeftOut left = MetricTable.copy(connection, batch.points(), seriesIds);
            PostgresMetricArrivals.record(connection, SeriesOwner.of(batch.stream()), batch.points());
            if (left.count() > 0) {
                Map<Long, LogTable.Copied> gap = LogTable.copy(
                        connection, id, batch.from(), batch.next(), MetricTable.gap(batch.points(), left));
                copied.forEach((time, records) -> gap.merge(time, records, LogTable.Copied::and));
                copied = gap;
            }
        }
        PostgresLogArrivals.record(
                connection, batch.stream().application(), id, batch.from(), batch.next(), copied.values());
        return new AppendResult.Appended(batch.next());
    }

    private static void demandDurability(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select set_config('synchronous_commit', 'on', true)"
                    + " where current_setting('synchronous_commit') in ('off', 'local', 'remote_write')");
        }
    }

    /** The stream's id; it is made known when the batch is its first. */
    private OptionalLong find(Connection connection, RecordBatch batch) throws SQLException {
        Long known = ids.get(batch.stream());
        if (known != null) {
            return OptionalLong.of(known);
        }
        OptionalLong stored = select(connection, batch.stream());
        if (stored.isPresent()) {
            // Only what is committed is remembered.
            if (ids.size() >= MOST_IDS) {
                ids.clear();
            }
            ids.put(batch.stream(), stored.getAsLong());
            return stored;
        }
        if (batch.from() > 0 || batch.next() == 0) {
            return OptionalLong.empty();
        }
        requireRoom(connection, batch.stream());
        if (batch.stream().isPushed()) {
            requireRoomForPushed(connection, batch.stream());
        }
        OptionalLong created = create(connection, batch);
        return created.isPresent() ? created : select(connection, batch.stream());
    }

    private static OptionalLong select(Connection connection, StreamKey stream) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "select id from telemetry_stream where " + STREAM + " and incarnation = ?")) {
            name(select, stream, 1);
            select.setObject(5, stream.incarnation());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    /** An instance that makes up streams, or begins one anew again and again, must not fill the database with them. */
    private static void requireRoom(Connection connection, StreamKey stream) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select count(*) filter (where not ended and name <> ?"
                        + " and collected > now() - interval '1 day'),"
                        + " count(*) from telemetry_stream where application = ? and location = ? and instance = ?")) {
            select.setString(1, stream.name().value());
            select.setString(2, stream.application());
            select.setString(3, stream.instance().location());
            select.setString(4, stream.instance().name());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                if (row.getLong(1) >= MOST_STREAMS || row.getLong(2) >= MOST_INCARNATIONS) {
                    throw new FarspanException(
                            ProblemCode.FUNCTION_ANSWER_INVALID,
                            "The " + stream + " is one too many: an instance may have " + MOST_STREAMS
                                    + " streams, and " + MOST_INCARNATIONS + " with those that have ended. Give its"
                                    + " agent fewer files to read.");
                }
            }
        }
    }

    /** Whoever may push for a location must not fill the database with instances that they make up. */
    private static void requireRoomForPushed(Connection connection, StreamKey stream) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select count(distinct instance) from"
                + " telemetry_stream where application = ? and location = ? and incarnation = ? and instance <> ?")) {
            select.setString(1, stream.application());
            select.setString(2, stream.instance().location());
            select.setObject(3, StreamKey.PUSHED);
            select.setString(4, stream.instance().name());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                if (row.getLong(1) >= MOST_PUSHED) {
                    throw new FarspanException(
                            ProblemCode.FUNCTION_ANSWER_INVALID,
                            "The " + stream + " is one too many: telemetry can be pushed for " + MOST_PUSHED
                                    + " instances of a location. One is forgotten with the last of its records; have"
                                    + " what sends use names that stay the same.");
                }
            }
        }
    }

    /** Whether the database refuses what is in the rows, and would again. */
    static boolean isOfTheData(SQLException failure) {
        String state = failure.getSQLState();
        return state != null && (state.startsWith("22") || state.startsWith("54"));
    }

    /** Empty when another router has made it known meanwhile. */
    private static OptionalLong create(Connection connection, RecordBatch batch) throws SQLException {
        StreamKey stream = batch.stream();
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into telemetry_stream (application, location, instance, name, incarnation, kind)"
                        + " values (?, ?, ?, ?, ?, ?) on conflict do nothing returning id")) {
            name(insert, stream, 1);
            insert.setObject(5, stream.incarnation());
            insert.setString(6, batch.kind().word());
            try (ResultSet row = insert.executeQuery()) {
                if (!row.next()) {
                    return OptionalLong.empty();
                }
                long id = row.getLong(1);
                Optional<String> before = endOthers(connection, stream, id);
                if (before.isPresent()) {
                    List<LogRow> lost = List.of(lost(before.get()));
                    PostgresLogArrivals.record(
                            connection,
                            stream.application(),
                            id,
                            BEFORE_FIRST,
                            0,
                            LogTable.copy(connection, id, BEFORE_FIRST, 0, lost).values());
                }
                return OptionalLong.of(id);
            }
        }
    }

    /** Ends the stream's other incarnations; where they ended, if there were any. */
    private static Optional<String> endOthers(Connection connection, StreamKey stream, long id) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update telemetry_stream set ended = true where "
                + STREAM + " and id <> ? and not ended returning next_offset, incarnation")) {
            name(update, stream, 1);
            update.setLong(5, id);
            Optional<String> last = Optional.empty();
            try (ResultSet row = update.executeQuery()) {
                while (row.next()) {
                    last = Optional.of("offset " + row.getLong(1) + " of " + row.getString(2));
                }
            }
            return last;
        }
    }

    private static LogRow lost(String from) {
        long nanos = TimeUnit.MILLISECONDS.toNanos(Instant.now().toEpochMilli());
        return new LogRow(
                BEFORE_FIRST,
                nanos,
                StreamRecord.missing(
                        nanos,
                        "The stream starts over; what followed " + from + " is not known.",
                        new Gap(
                                Gap.HOST_LOST,
                                OptionalLong.empty(),
                                OptionalLong.empty(),
                                Optional.of(from),
                                Optional.empty())));
    }

    private static boolean advance(Connection connection, long id, RecordBatch batch) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update telemetry_stream set next_offset = ?,"
                + " end_offset = ?, collected = now() where id = ? and next_offset = ?")) {
            update.setLong(1, batch.next());
            update.setLong(2, batch.end());
            update.setLong(3, id);
            update.setLong(4, batch.from());
            return update.executeUpdate() == 1;
        }
    }

    private static OptionalLong checkpoint(Connection connection, long id) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select next_offset from telemetry_stream where id = ?")) {
            select.setLong(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    private static void name(PreparedStatement statement, StreamKey stream, int first) throws SQLException {
        statement.setString(first, stream.application());
        statement.setString(first + 1, stream.instance().location());
        statement.setString(first + 2, stream.instance().name());
        statement.setString(first + 3, stream.name().value());
    }

    private static FarspanException unreachable(String what, SQLException cause) {
        return new FarspanException(
                ProblemCode.STORE_UNREACHABLE,
                what + ": " + cause.getMessage() + ". It is tried again; " + remedy(cause),
                cause);
    }

    /** What to do about a failure of the database's. */
    static String remedy(SQLException cause) {
        return DISK_FULL.equals(cause.getSQLState())
                ? "free or enlarge the disk of the database. Until then records wait where they come from, as long as there"
                        + " is room."
                : "check the database at farspan.store.url.";
    }
}
