package io.farspan.telemetry.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import io.farspan.home.store.Schema;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.rules.Metric;
import io.farspan.telemetry.rules.MetricType;

/** Arrivals of points by PostgreSQL's snapshots, as {@link PostgresLogArrivals} has those of logs. */
final class PostgresMetricArrivals implements MetricArrivals {

    /** The points of a page. */
    static final int MOST_POINTS = 5_000;

    /** The bytes of a page's attributes, unless one series alone has more: each could have ten thousand. */
    static final long MOST_BYTES = 2L << 20;

    /** The points of a piece, unless one batch alone has more. A piece is sent again as a whole. */
    private static final int MOST_OF_PIECE = MOST_POINTS;

    private static final int MOST_ARRIVALS = 100;

    /** The series that are in memory before they are counted. */
    private static final int FETCH = 50;

    /** What is told of the points of one batch together: those whose times are in the same minute. */
    private static final long SPAN = TimeUnit.MINUTES.toNanos(1);

    /** Ranges of an instance that are so near are read as one. */
    private static final Duration NEAR = Duration.ofSeconds(30);

    private static final String RECORD =
            "insert into metric_arrival (application, location, instance, points, min_time,"
                    + " max_time) values (?, ?, ?, ?, ?, ?)";

    /**
     * Whether anybody reads what arrives of an application. The lock, which does not hold up others that store, is kept to the
     * transaction's end: who begins to read waits for it, so that what was stored without being told is before its place.
     */
    private static final String IS_READ = "select pg_advisory_xact_lock_shared(" + ExportSignal.METRICS.turn()
            + "); select exists (select from export_place where application = ? and signal = '"
            + ExportSignal.METRICS.word() + "')";

    private static final String NEW = "select id, location, instance, points, min_time, max_time from metric_arrival"
            + " where application = ? and xact >= pg_snapshot_xmin(?::pg_snapshot)"
            + " and xact < pg_snapshot_xmax(?::pg_snapshot) and pg_visible_in_snapshot(xact, ?::pg_snapshot)"
            + " and not pg_visible_in_snapshot(xact, ?::pg_snapshot) and id > ? order by id limit " + MOST_ARRIVALS;

    private static final String KNOWN =
            "select pg_snapshot_xmax(?::pg_snapshot) <= pg_snapshot_xmax(pg_current_snapshot())"
                    + " and pg_snapshot_xmax(?::pg_snapshot) <= pg_snapshot_xmax(pg_current_snapshot())";

    private static final String POINTS =
            "select series.id, (extract(epoch from point.time) * 1000000)::bigint, point.value"
                    + " from metric_series series cross join lateral (select time, value from metric_point"
                    + " where series_id = series.id and time >= ? and time <= ?) point where series.application = ?"
                    + " and series.id >= ? and (series.id, point.time) > (?, ?)";

    private static final String SERIES = "select series.id, series.location, series.instance, series.attributes::text,"
            + " metric.name, metric.unit, metric.type, metric.description from metric_series series"
            + " join metric on metric.id = series.metric_id where series.id = any (?) order by series.id";

    private final Connections connections;

    PostgresMetricArrivals(Connections connections) {
        this.connections = connections;
    }

    /** Points of one batch whose times are near each other. */
    private record Span(int points, long earliest, long latest) {

        private Span and(Span more) {
            return new Span(points + more.points, Math.min(earliest, more.earliest), Math.max(latest, more.latest));
        }
    }

    /** Writes within the transaction that copies them which points arrive by it, if anybody reads that. */
    static void record(Connection connection, SeriesOwner owner, MetricPoints points) throws SQLException {
        if (!isRead(connection, owner.application())) {
            return;
        }
        Map<Long, Span> spans = new TreeMap<>();
        for (int point = 0; point < points.size(); point++) {
            long nanos = points.nanos(point);
            spans.merge(Math.floorDiv(nanos, SPAN), new Span(1, nanos, nanos), Span::and);
        }
        try (PreparedStatement insert = connection.prepareStatement(RECORD)) {
            insert.setString(1, owner.application());
            insert.setString(2, owner.instance().location());
            insert.setString(3, owner.instance().name());
            for (Span span : spans.values()) {
                insert.setInt(4, span.points());
                insert.setObject(5, time(span.earliest()));
                insert.setObject(6, time(span.latest()));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static boolean isRead(Connection connection, String application) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(IS_READ)) {
            select.setString(1, application);
            select.execute();
            select.getMoreResults();
            try (ResultSet row = select.getResultSet()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private static OffsetDateTime time(long nanos) {
        return Instant.EPOCH.plusNanos(nanos).truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    @Override
    public ArrivedPoints after(String application, FollowCursor place, Optional<FollowCursor> end) {
        return run(application, connection -> {
            Optional<String> known = place.part().map(FollowCursor.Part::next).or(() -> end.map(FollowCursor::seen));
            String next = known.isPresent() ? known.get() : PostgresLogArrivals.snapshot(connection);
            if (next.equals(place.seen())) {
                return new ArrivedPoints(List.of(), place, false);
            }
            requireKnown(connection, place.seen(), next);
            return read(connection, application, place, next);
        });
    }

    private static void requireKnown(Connection connection, String seen, String next) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(KNOWN)) {
            select.setString(1, seen);
            select.setString(2, next);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next() || !row.getBoolean(1)) {
                    throw new FarspanException(
                            ProblemCode.MALFORMED_REQUEST, "The place to go on after is of another database.");
                }
            }
        }
    }

    private static ArrivedPoints read(Connection connection, String application, FollowCursor place, String next)
            throws SQLException {
        Map<InstanceId, List<PointRange>> ranges = new HashMap<>();
        int points = 0;
        int count = 0;
        long last = place.part().map(FollowCursor.Part::arrival).orElse(0L);
        try (PreparedStatement select = connection.prepareStatement(NEW)) {
            select.setString(1, application);
            select.setString(2, place.seen());
            select.setString(3, next);
            select.setString(4, next);
            select.setString(5, place.seen());
            select.setLong(6, last);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    points += row.getInt(4);
                    if (count > 0 && points > MOST_OF_PIECE) {
                        return new ArrivedPoints(merged(ranges), place.in(next, last), true);
                    }
                    InstanceId instance = new InstanceId(row.getString(2), row.getString(3));
                    ranges.computeIfAbsent(instance, id -> new ArrayList<>())
                            .add(new PointRange(
                                    Optional.of(instance),
                                    row.getObject(5, OffsetDateTime.class).toInstant(),
                                    row.getObject(6, OffsetDateTime.class).toInstant()));
                    last = row.getLong(1);
                    count++;
                }
            }
        }
        return count < MOST_ARRIVALS
                ? new ArrivedPoints(merged(ranges), FollowCursor.of(next), false)
                : new ArrivedPoints(merged(ranges), place.in(next, last), true);
    }

    private static List<PointRange> merged(Map<InstanceId, List<PointRange>> ranges) {
        List<PointRange> merged = new ArrayList<>();
        ranges.values().forEach(ofInstance -> {
            ofInstance.sort(Comparator.comparing(PointRange::from));
            PointRange current = ofInstance.get(0);
            for (PointRange next : ofInstance) {
                if (next.from().isAfter(current.to().plus(NEAR))) {
                    merged.add(current);
                    current = next;
                } else if (next.to().isAfter(current.to())) {
                    current = new PointRange(current.instance(), current.from(), next.to());
                }
            }
            merged.add(current);
        });
        return merged;
    }

    /** A point as its row has it. */
    private record Row(long series, long micros, double value) {

        private PointPage.Place place() {
            return new PointPage.Place(series, micros);
        }
    }

    @Override
    public PointPage points(String application, PointRange range, PointPage.Place after, UnaryOperator<RawJson> view) {
        return run(application, connection -> {
            List<Row> rows = rows(connection, application, range, after);
            Known known = series(connection, application, rows, view);
            List<StoredPoint> points = new ArrayList<>();
            Optional<Row> last = Optional.empty();
            for (Row row : rows) {
                if (row.series() > known.last()) {
                    return new PointPage(points, last.map(Row::place));
                }
                StoredSeries of = known.series().get(row.series());
                if (of != null) { // retention may forget one in between
                    points.add(new StoredPoint(of, row.micros(), row.value()));
                }
                last = Optional.of(row);
            }
            return new PointPage(points, rows.size() < MOST_POINTS ? Optional.empty() : last.map(Row::place));
        });
    }

    private static List<Row> rows(Connection connection, String application, PointRange range, PointPage.Place after)
            throws SQLException {
        String sql = POINTS
                + (range.instance().isPresent() ? " and series.location = ? and series.instance = ?" : "")
                + " order by series.id, point.time limit " + MOST_POINTS;
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setObject(1, range.from().atOffset(ZoneOffset.UTC));
            select.setObject(2, range.to().atOffset(ZoneOffset.UTC));
            select.setString(3, application);
            select.setLong(4, after.series());
            select.setLong(5, after.series());
            select.setObject(
                    6, Instant.EPOCH.plus(after.micros(), ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
            if (range.instance().isPresent()) {
                select.setString(7, range.instance().get().location());
                select.setString(8, range.instance().get().name());
            }
            List<Row> rows = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.add(new Row(row.getLong(1), row.getLong(2), row.getDouble(3)));
                }
            }
            return rows;
        }
    }

    /**
     * What is known of series.
     *
     * @param last up to which series all are; those after it would have been too many bytes
     */
    private record Known(Map<Long, StoredSeries> series, long last) {}

    private static Known series(Connection connection, String application, List<Row> rows, UnaryOperator<RawJson> view)
            throws SQLException {
        Map<Long, StoredSeries> series = new HashMap<>();
        long bytes = 0;
        try (PreparedStatement select = connection.prepareStatement(SERIES)) {
            select.setArray(
                    1,
                    connection.createArrayOf(
                            "int8", rows.stream().map(Row::series).distinct().toArray()));
            select.setFetchSize(FETCH);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    StoredSeries read = series(application, row, view);
                    series.put(read.id(), read);
                    bytes += row.getString(4).length() + row.getString(8).length();
                    if (bytes > MOST_BYTES) {
                        return new Known(series, read.id());
                    }
                }
            }
        }
        return new Known(series, Long.MAX_VALUE);
    }

    private static StoredSeries series(String application, ResultSet row, UnaryOperator<RawJson> view)
            throws SQLException {
        return new StoredSeries(
                row.getLong(1),
                application,
                new InstanceId(row.getString(2), row.getString(3)),
                new Metric(row.getString(5), row.getString(6), MetricType.parse(row.getString(7)), row.getString(8)),
                StoredSeries.attributes(view.apply(RawJson.of(row.getString(4)))));
    }

    private <T> T run(String application, Schema.Statements<T> statements) {
        try {
            return connections.inTransaction(connection -> {
                LogReader.limit(connection);
                try (Statement statement = connection.createStatement()) {
                    statement.execute("set local jit = off"); // to compile a query takes longer than most do
                }
                return statements.execute(connection);
            });
        } catch (SQLException e) {
            if (LogReader.TIMED_OUT.equals(e.getSQLState())) {
                throw new FarspanException(
                        ProblemCode.TOO_MUCH,
                        "To read the points of '" + application + "' that arrived takes longer than "
                                + LogReader.LIMIT.toSeconds() + " s. It is tried again.",
                        e);
            }
            throw new FarspanException(
                    ProblemCode.STORE_UNREACHABLE,
                    "The points of '" + application + "' that arrived cannot be read: " + e.getMessage()
                            + ". It is tried again; check the database at farspan.store.url.",
                    e);
        }
    }
}
