package io.farspan.telemetry.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

import io.farspan.protocol.stream.Gap;
import io.farspan.protocol.stream.StreamRecord;
import io.farspan.telemetry.rules.Metric;

/** The tables of metrics and of their points. */
final class MetricTable {

    /** The reason of a gap: the instance has as many series as it may, or points whose attributes are too long. */
    static final String TOO_MANY_SERIES = "TOO_MANY_SERIES";

    /** The metrics of all applications. */
    static final int MOST = 20_000;

    /** As many as there may be while one that is pushed is added: who pushes makes up names, and leaves the others theirs. */
    static final int MOST_WHEN_PUSHED = MOST / 2;

    private static final int FIELDS = 3;
    private static final String COPY = "copy metric_point (series_id, time, value) from stdin with (format binary)";
    private static final String SELECT = "select id from metric where name = ? and unit = ? and type = ?";
    private static final String ADD =
            "insert into metric (name, unit, type, description) values (?, ?, ?, ?) on conflict do nothing";

    private MetricTable() {}

    /** Sets the ids of metrics, which are made known when they are new; 0 when there are {@code most}. */
    static void identify(Connection connection, SortedMap<Metric, Integer> metrics, int most) throws SQLException {
        OptionalLong room = OptionalLong.empty();
        for (Map.Entry<Metric, Integer> metric : metrics.entrySet()) {
            OptionalLong found = find(connection, metric.getKey());
            if (found.isEmpty()) {
                long free = room.isPresent() ? room.getAsLong() : room(connection, most);
                room = OptionalLong.of(free - 1);
                found = free > 0 ? add(connection, metric.getKey()) : found;
            }
            metric.setValue(Math.toIntExact(found.orElse(0)));
        }
    }

    private static OptionalLong add(Connection connection, Metric metric) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(ADD)) {
            name(insert, metric);
            insert.setString(4, StoredText.clean(metric.description()));
            insert.executeUpdate();
        }
        return find(connection, metric);
    }

    /** Metrics are never forgotten, and who may push could make up new ones again and again. */
    private static long room(Connection connection, int most) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("select count(*) from metric");
                ResultSet row = select.executeQuery()) {
            row.next();
            return most - row.getLong(1);
        }
    }

    private static OptionalLong find(Connection connection, Metric metric) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(SELECT)) {
            name(select, metric);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    private static void name(PreparedStatement statement, Metric metric) throws SQLException {
        statement.setString(1, StoredText.clean(metric.name()));
        statement.setString(2, StoredText.clean(metric.unit()));
        statement.setString(3, metric.type().word());
    }

    /**
     * Points that belong to no series.
     *
     * @param first the number of the first
     * @param count how many there are
     */
    record LeftOut(int first, int count) {}

    /** Copies the points whose series have ids within the connection's transaction; which ones have not. */
    static LeftOut copy(Connection connection, MetricPoints points, SeriesTable.Ids ids) throws SQLException {
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(COPY);
        try {
            BinaryCopy out = new BinaryCopy(copy);
            int first = -1;
            int others = 0;
            for (int point = 0; point < points.size(); point++) {
                long id = ids.of(points.seriesOf(point));
                if (id == 0) {
                    first = others++ == 0 ? point : first;
                    continue;
                }
                out.row(FIELDS);
                out.int64(id);
                out.timestamp(points.nanos(point));
                out.float64(points.value(point));
            }
            out.end();
            return new LeftOut(first, others);
        } catch (SQLException | RuntimeException e) {
            BinaryCopy.cancel(copy, e);
            throw e;
        }
    }

    /** A row in the place of the first of points that belong to no series, which says how many there are; none without. */
    static List<LogRow> gap(MetricPoints points, LeftOut left) {
        return left.count() == 0
                ? List.of()
                : List.of(gap(points.offset(left.first()), points.nanos(left.first()), left.count()));
    }

    private static LogRow gap(long offset, long nanos, int points) {
        return new LogRow(
                offset,
                nanos,
                StreamRecord.missing(
                        nanos,
                        points + " points of metrics are not stored: the instance has " + SeriesTable.MOST_ACTIVE
                                + " series, which is the most, their attributes are too long, or there are as many metrics as"
                                + " there may be. Narrow the rules or what is sampled or pushed.",
                        new Gap(
                                TOO_MANY_SERIES,
                                OptionalLong.empty(),
                                OptionalLong.empty(),
                                Optional.of(Long.toString(offset)),
                                Optional.empty())));
    }
}
