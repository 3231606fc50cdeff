package io.farspan.telemetry.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;
import io.farspan.telemetry.rules.MetricPoint;

/** Samples in PostgreSQL: the transaction that copies an instance's points advances the time of its last sample. */
final class PostgresSampleStore implements SampleStore {

    private static final String ADVANCE = "insert into metric_sampling (application, location, instance, sampled)"
            + " values (?, ?, ?, ?) on conflict (application, location, instance)"
            + " do update set sampled = excluded.sampled where metric_sampling.sampled <= ?";

    private static final Result NOT_STORED = new Result(false, 0);

    private final Connections connections;
    private final Partitions partitions;
    private final SeriesTable series = new SeriesTable();

    PostgresSampleStore(Connections connections, Partitions partitions) {
        this.connections = connections;
        this.partitions = partitions;
    }

    @Override
    public Result add(String application, InstanceId instance, Instant at, Duration least, List<MetricPoint> points) {
        SeriesOwner owner = new SeriesOwner(application, instance);
        MetricPoints columns = new MetricPoints.Builder()
                .add(0, ChronoUnit.NANOS.between(Instant.EPOCH, at), points)
                .build();
        SeriesTable.Ids ids = series.of(owner, columns);
        try {
            partitions.prepare(DayTable.POINTS, columns.times());
            Result result = connections.inTransaction(connection -> {
                if (!advance(connection, owner, at, least)) {
                    return NOT_STORED;
                }
                ids.resolve(connection);
                PostgresMetricArrivals.record(connection, owner, columns);
                return new Result(
                        true, MetricTable.copy(connection, columns, ids).count());
            });
            ids.remember();
            return result;
        } catch (SQLException e) {
            if (PostgresTelemetryStore.isOfTheData(e)) {
                throw new FarspanException(
                        ProblemCode.FUNCTION_ANSWER_INVALID,
                        "The database takes no metrics of " + instance + " (" + application + ") like these: "
                                + e.getMessage() + ".",
                        e);
            }
            throw new FarspanException(
                    ProblemCode.STORE_UNREACHABLE,
                    "The metrics of " + instance + " (" + application + ") may not have been stored: " + e.getMessage()
                            + ". It is sampled again; " + PostgresTelemetryStore.remedy(e),
                    e);
        }
    }

    private static boolean advance(Connection connection, SeriesOwner owner, Instant at, Duration least)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(ADVANCE)) {
            update.setString(1, owner.application());
            update.setString(2, owner.instance().location());
            update.setString(3, owner.instance().name());
            update.setObject(4, at.atOffset(ZoneOffset.UTC));
            update.setObject(5, at.minus(least).atOffset(ZoneOffset.UTC));
            return update.executeUpdate() == 1;
        }
    }
}
