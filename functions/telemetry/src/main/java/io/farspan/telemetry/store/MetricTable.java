package io.farspan.telemetry.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;

import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

import io.farspan.protocol.stream.Gap;
import io.farspan.protocol.stream.StreamRecord;
import io.farspan.telemetry.rules.Metric;

/** The tables of metrics and of their points. */
final class MetricTable {

    /** The reason of a gap: the instance has as many series as it may, or points whose attributes are too long. */
    static final String TOO_MANY_SERIES = "TOO_MANY_SERIES";

    private static final int FIELDS = 3;
    private static final String COPY = "copy metric_point (series_id, time, value) from stdin with (format binary)";
    private static final String SELECT = "select id from metric where name = ? and unit = ? and type = ?";
    private static final String ADD =
            "insert into metric (name, unit, type, description) values (?, ?, ?, ?) on conflict do nothing";

    private MetricTable() {}

    /** The id of a metric, which is made known when it is new. */
    static int id(Connection connection, Metric metric) throws SQLException {
        OptionalLong found = find(connection, metric);
        if (found.isEmpty()) {
            try (PreparedStatement insert = connection.prepareStatement(ADD)) {
                name(insert, metric);
                insert.setString(4, StoredText.clean(metric.description()));
                insert.executeUpdate();
            }
            found = find(connection, metric);
        }
        return Math.toIntExact(found.orElseThrow());
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
     * Copies the points whose series have ids within the connection's transaction.
     *
     * @return a row in the place of the first of the others, which says how many there are
     */
    static Optional<LogRow> copy(Connection connection, MetricPoints points, SeriesTable.Ids ids) throws SQLException {
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
            return others == 0 ? Optional.empty() : Optional.of(gap(points.offset(first), points.nanos(first), others));
        } catch (SQLException | RuntimeException e) {
            BinaryCopy.cancel(copy, e);
            throw e;
        }
    }

    private static LogRow gap(long offset, long nanos, int points) {
        return new LogRow(
                offset,
                nanos,
                StreamRecord.missing(
                        nanos,
                        points + " points of metrics are not stored: the instance has " + SeriesTable.MOST_ACTIVE
                                + " series, which is the most, or their attributes are too long. Narrow the rules or"
                                + " what its agent samples.",
                        new Gap(
                                TOO_MANY_SERIES,
                                OptionalLong.empty(),
                                OptionalLong.empty(),
                                Optional.of(Long.toString(offset)),
                                Optional.empty())));
    }
}
