package io.farspan.telemetry.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;

import org.jboss.logging.Logger;

import io.farspan.home.store.Schema;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/**
 * Forgets which records and points arrived, not the records and points: what nobody waits for after a while, and what is
 * waited for when the records themselves have expired. Thread-safe.
 */
final class ArrivalRetention {

    private static final Logger LOG = Logger.getLogger(ArrivalRetention.class);

    /** What is forgotten at a time: all at once could take longer than a statement may after a long hold. */
    private static final int PORTION = 20_000;

    /** Only what every later snapshot has seen is forgotten, so that a place of now is never refused. */
    private static final String OVER = "xact < pg_snapshot_xmin(pg_current_snapshot())";

    /**
     * What nobody to whom it is sent on waits for. One mark says what of all applications is forgotten, so that every place holds the
     * arrivals of all.
     */
    private static final String NOT_AWAITED = "select id from %1$s where arrived < now() - interval '%2$s' and " + OVER
            + " and xact < coalesce((select pg_snapshot_xmin(seen) from export_place where signal = ?"
            + " order by 1 limit 1), pg_snapshot_xmin(pg_current_snapshot())) order by xact limit " + PORTION;

    /** What has been waited for as long as its records are kept. What is young among the oldest is not worth a search for more. */
    private static final String EXPIRED = "select id from (select id, arrived from %1$s where " + OVER
            + " order by xact limit " + PORTION + ") oldest where arrived < now() - make_interval(secs => ?)";

    private static final String FORGET =
            "with gone as (delete from log_arrival where id = any (array(%s)) returning xact),"
                    + " last as (select xact from gone order by xact desc limit 1),"
                    + " marked as (update log_arrival_forgotten forgotten"
                    + " set xact = greatest(forgotten.xact, last.xact) from last) select count(*) from gone";

    private static final String FORGET_POINTS =
            "with gone as (delete from metric_arrival where id = any (array(%s)) returning 1) select count(*) from gone";

    /** How long arrivals of logs are kept for who follows them. */
    private static final String HOUR = "1 hour";

    /** Longer than a place takes from its snapshot until others see it. */
    private static final String MINUTES = "10 minutes";

    /** A database that was restored from a dump counts its transactions anew: what it has of others' means nothing. */
    private static final String RESTORED = "update log_arrival_forgotten"
            + " set xact = (pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1)::text::xid8"
            + " where xact >= pg_snapshot_xmax(pg_current_snapshot())";

    private static final String STAYS = "It is tried again; what is no longer needed stays in ";

    private final Connections connections;
    private final Duration retention;

    /** Of records and points that are kept for so long. */
    ArrivalRetention(Connections connections, Duration retention) {
        this.connections = connections;
        this.retention = retention;
    }

    /** Forgets what nobody waits for. Blocks, and fails with {@code STORE_UNREACHABLE} or {@code TOO_MUCH}; it can be called again. */
    void forget() {
        List<String> abandoned = run(
                "Arrivals of another database cannot be forgotten", STAYS + "the tables of arrivals.", connection -> {
                    try (Statement statement = connection.createStatement()) {
                        if (statement.executeUpdate(RESTORED) > 0) {
                            statement.executeUpdate(
                                    "delete from log_arrival where xact >= pg_snapshot_xmax(pg_current_snapshot())");
                        }
                        statement.executeUpdate(
                                "delete from metric_arrival where xact >= pg_snapshot_xmax(pg_current_snapshot())");
                    }
                    return PostgresExportPlaces.forgetAbandoned(connection, retention);
                });
        if (!abandoned.isEmpty()) {
            LOG.warnf(
                    "How far %s were sent by OTLP is forgotten: no router has sent them for as long as records are kept",
                    abandoned);
        }
        try {
            forget(FORGET, ExportSignal.LOGS, HOUR);
        } finally {
            forget(FORGET_POINTS, ExportSignal.METRICS, MINUTES); // what cannot be done is no reason to keep all else
        }
    }

    private void forget(String sql, ExportSignal signal, String least) {
        String notAwaited = sql.formatted(NOT_AWAITED.formatted(signal.arrivals(), least));
        String expired = sql.formatted(EXPIRED.formatted(signal.arrivals()));
        try {
            portions(signal, notAwaited, statement -> statement.setString(1, signal.word()));
        } finally {
            portions(signal, expired, statement -> statement.setDouble(1, (double) retention.toSeconds()));
        }
    }

    /** Sets what a statement wants. */
    private interface Parameters {
        void set(PreparedStatement statement) throws SQLException;
    }

    private void portions(ExportSignal signal, String sql, Parameters parameters) {
        String what = "Which " + signal.word() + " arrived cannot be forgotten";
        int count;
        do {
            count = run(what, STAYS + signal.arrivals() + ".", connection -> {
                LogReader.limit(connection);
                try (PreparedStatement forget = connection.prepareStatement(sql)) {
                    parameters.set(forget);
                    try (ResultSet row = forget.executeQuery()) {
                        row.next();
                        return row.getInt(1);
                    }
                }
            });
        } while (count == PORTION);
    }

    private <T> T run(String what, String whenTooLong, Schema.Statements<T> statements) {
        try {
            return connections.inTransaction(statements);
        } catch (SQLException e) {
            if (LogReader.TIMED_OUT.equals(e.getSQLState())) {
                throw new FarspanException(
                        ProblemCode.TOO_MUCH,
                        what + ": that takes longer than " + LogReader.LIMIT.toSeconds() + " s. " + whenTooLong,
                        e);
            }
            throw new FarspanException(
                    ProblemCode.STORE_UNREACHABLE,
                    what + ": " + e.getMessage() + ". It is tried again; check the database at farspan.store.url.",
                    e);
        }
    }
}
