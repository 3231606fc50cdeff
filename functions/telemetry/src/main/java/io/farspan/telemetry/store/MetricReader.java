package io.farspan.telemetry.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

import io.farspan.home.store.Schema;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.rules.Metric;
import io.farspan.telemetry.rules.MetricType;

/** Reads metrics from PostgreSQL. */
final class MetricReader implements MetricStore {

    /** How long either step of a query may take. */
    static final Duration LIMIT = LogReader.LIMIT;

    private static final int FETCH = 5_000;

    /** Points may be two days ahead of the time they came at, and what is known of that time may be an hour old. */
    private static final Duration AHEAD = Duration.ofDays(3);

    private static final String METRICS = "select id, name, unit, type, description from metric";
    private static final String SERIES = "select id, metric_id, application, location, instance, attributes::text"
            + " from metric_series where application = any (?) and metric_id = any (?) and seen >= ?";

    /**
     * For each series one range of the index, so that the points come in order without being sorted. date_part is a double,
     * which tells the times of our days to a microsecond.
     */
    private static final String POINTS = "select series.number, round(date_part('epoch', point.time) * 1000)::bigint,"
            + " point.value from unnest(?::bigint[]) with ordinality as series (id, number) cross join lateral"
            + " (select time, value from metric_point where series_id = series.id and time >= ? and time <= ?"
            + " order by time) as point";

    private final Connections connections;
    private final LongSupplier nanoTime;

    MetricReader(Connections connections) {
        this(connections, System::nanoTime);
    }

    MetricReader(Connections connections, LongSupplier nanoTime) {
        this.connections = connections;
        this.nanoTime = nanoTime;
    }

    @Override
    public List<StoredSeries> series(SeriesQuery query) {
        return read(connection -> {
            Map<Integer, Metric> metrics = metrics(connection);
            metrics.values().removeIf(metric -> !query.metrics().test(metric));
            return metrics.isEmpty() ? List.of() : series(connection, query, metrics);
        });
    }

    private static Map<Integer, Metric> metrics(Connection connection) throws SQLException {
        Map<Integer, Metric> metrics = new HashMap<>();
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery(METRICS)) {
            while (row.next()) {
                metrics.put(
                        row.getInt(1),
                        new Metric(
                                row.getString(2),
                                row.getString(3),
                                MetricType.parse(row.getString(4)),
                                row.getString(5)));
            }
        }
        return metrics;
    }

    private List<StoredSeries> series(Connection connection, SeriesQuery query, Map<Integer, Metric> metrics)
            throws SQLException {
        String sql = SERIES
                + query.location().map(location -> " and location = ?").orElse("")
                + query.instance().map(instance -> " and instance = ?").orElse("");
        long begin = nanoTime.getAsLong();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setArray(
                    1, connection.createArrayOf("text", query.applications().toArray()));
            select.setArray(2, connection.createArrayOf("int4", metrics.keySet().toArray()));
            select.setObject(3, query.since().minus(AHEAD).atOffset(ZoneOffset.UTC));
            int index = 4;
            if (query.location().isPresent()) {
                select.setString(index++, query.location().get());
            }
            if (query.instance().isPresent()) {
                select.setString(index, query.instance().get());
            }
            select.setFetchSize(FETCH);
            List<StoredSeries> found = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    requireTime(begin);
                    StoredSeries series = series(row, query, metrics);
                    if (query.series().test(series)) {
                        if (found.size() == query.limit()) {
                            throw new FarspanException(
                                    ProblemCode.TOO_MUCH,
                                    "More than " + query.limit() + " series are meant, which is the most of one query."
                                            + " Name a metric, a location, an instance or attributes.");
                        }
                        found.add(series);
                    }
                }
            }
            return found;
        }
    }

    private static StoredSeries series(ResultSet row, SeriesQuery query, Map<Integer, Metric> metrics)
            throws SQLException {
        return new StoredSeries(
                row.getLong(1),
                row.getString(3),
                new InstanceId(row.getString(4), row.getString(5)),
                Objects.requireNonNull(metrics.get(row.getInt(2)), "only these were asked for"),
                StoredSeries.attributes(query.view().apply(RawJson.of(row.getString(6)))));
    }

    @Override
    public void points(List<StoredSeries> series, Instant from, Instant to, Points points) {
        if (!series.isEmpty()) {
            read(connection -> {
                points(connection, series, from, to, points);
                return true;
            });
        }
    }

    private void points(Connection connection, List<StoredSeries> series, Instant from, Instant to, Points points)
            throws SQLException {
        long begin = nanoTime.getAsLong();
        try (PreparedStatement select = connection.prepareStatement(POINTS)) {
            select.setArray(
                    1,
                    connection.createArrayOf(
                            "int8", series.stream().map(StoredSeries::id).toArray()));
            select.setObject(2, from.atOffset(ZoneOffset.UTC));
            select.setObject(3, to.atOffset(ZoneOffset.UTC));
            select.setFetchSize(FETCH);
            try (ResultSet row = select.executeQuery()) {
                int number = 0;
                long millis = Long.MIN_VALUE;
                while (row.next()) {
                    requireTime(begin);
                    int next = row.getInt(1);
                    if (next < number || next == number && row.getLong(2) < millis) {
                        throw new SQLException("the database does not answer in the order of a nested loop");
                    }
                    number = next;
                    millis = row.getLong(2);
                    points.take(number - 1, millis, row.getDouble(3));
                }
            }
        }
    }

    /** The server's limit is for each piece that is fetched, not for all of them. */
    private void requireTime(long begin) throws SQLException {
        if (nanoTime.getAsLong() - begin > LIMIT.toNanos()) {
            throw new SQLException("the query has reached its deadline", LogReader.TIMED_OUT);
        }
    }

    private <T> T read(Schema.Statements<T> statements) {
        try {
            return connections.inTransaction(connection -> {
                try (Statement statement = connection.createStatement()) {
                    // To compile a query takes longer than most queries do.
                    statement.execute("set local jit = off; set local statement_timeout = " + LIMIT.toMillis());
                }
                return statements.execute(connection);
            });
        } catch (SQLException e) {
            if (LogReader.TIMED_OUT.equals(e.getSQLState())) {
                throw new FarspanException(
                        ProblemCode.TOO_MUCH,
                        "The query takes longer than " + LIMIT.toSeconds()
                                + " s. Narrow the time range, or name fewer metrics and instances.",
                        e);
            }
            throw new FarspanException(
                    ProblemCode.STORE_UNREACHABLE,
                    "The metrics cannot be read: " + e.getMessage() + ". Check the database at farspan.store.url.",
                    e);
        }
    }
}
