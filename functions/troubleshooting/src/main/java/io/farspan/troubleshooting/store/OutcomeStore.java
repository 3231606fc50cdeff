package io.farspan.troubleshooting.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.http.Gzip;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.Problem;
import io.farspan.protocol.problem.ProblemCode;

/**
 * What instances answered to actions. Every method blocks, and fails with {@code STORE_UNREACHABLE}. What only the holder of an
 * action may do answers whether it still was. Thread-safe.
 */
public final class OutcomeStore {

    private static final String HOLD = "update action set bytes = bytes where id = ? and epoch = ? and runner = ?"
            + " and state = 'RUNNING' returning bytes";
    private static final String RECORD = "update action_instance set state = ?, took_ms = ?, problem = ?, result = ?,"
            + " bytes = ? where action = ? and location = ? and instance = ? and state in ('PENDING', 'SENT')";

    private final ActionDatabase database;
    private final ActionLimits limits;

    OutcomeStore(ActionDatabase database, ActionLimits limits) {
        this.database = database;
        this.limits = limits;
    }

    void add(Connection connection, UUID action, List<InstanceOutcome> instances) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into action_instance (action, location, instance, state, problem) values (?, ?, ?, ?, ?)")) {
            for (InstanceOutcome each : instances) {
                insert.setObject(1, action);
                insert.setString(2, each.instance().location());
                insert.setString(3, each.instance().name());
                insert.setString(4, each.state().name());
                insert.setString(5, text(each.problem()));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** The instances that have not been asked. */
    public List<InstanceId> pending(UUID action) {
        return instances(action, "state = 'PENDING'");
    }

    /** The instances that are being asked what must not be repeated. */
    public List<InstanceId> sent(UUID action) {
        return instances(action, "state = 'SENT'");
    }

    private List<InstanceId> instances(UUID action, String where) {
        return database.inTransaction("The action's instances cannot be read", connection -> {
            List<InstanceId> found = new ArrayList<>();
            try (PreparedStatement select = ActionDatabase.prepare(
                            connection,
                            "select location, instance from action_instance where action = ? and " + where
                                    + " order by location, instance",
                            action);
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(new InstanceId(row.getString(1), row.getString(2)));
                }
            }
            return found;
        });
    }

    /** Stores that instances are about to be asked what must not be repeated. */
    public boolean markSent(UUID action, StoredAction.Hold hold, Collection<InstanceId> instances) {
        return database.inTransaction("The action's state was not stored", connection -> {
            if (held(connection, action, hold).isEmpty()) {
                return false;
            }
            each(
                    connection,
                    "update action_instance set state = 'SENT' where action = ? and location = ? and instance = ?",
                    action,
                    instances);
            return true;
        });
    }

    /** The instances of which is known what is to be restored. */
    public List<InstanceId> withStateBefore(UUID action) {
        return instances(action, "before is not null");
    }

    /** Stores what is to be restored at instances, unless it is known. */
    public boolean recordBefore(UUID action, StoredAction.Hold hold, Map<InstanceId, RawJson> states) {
        return database.inTransaction("The action's state was not stored", connection -> {
            if (held(connection, action, hold).isEmpty()) {
                return false;
            }
            try (PreparedStatement update = connection.prepareStatement(
                    "update action_instance set before = ? where action = ? and location = ? and instance = ?"
                            + " and before is null")) {
                for (Map.Entry<InstanceId, RawJson> each : states.entrySet()) {
                    update.setBytes(1, Gzip.compress(each.getValue().toBytes()));
                    update.setObject(2, action);
                    update.setString(3, each.getKey().location());
                    update.setString(4, each.getKey().name());
                    update.addBatch();
                }
                update.executeBatch();
            }
            return true;
        });
    }

    /** Stores that an instance's change is undone. */
    public void markUndone(UUID action, Collection<InstanceId> instances) {
        database.inTransaction("The action's state was not stored", connection -> {
            each(
                    connection,
                    "update action_instance set undone = true where action = ? and location = ? and instance = ?",
                    action,
                    instances);
            return true;
        });
    }

    private static void each(Connection connection, String sql, UUID action, Collection<InstanceId> instances)
            throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            for (InstanceId id : instances) {
                update.setObject(1, action);
                update.setString(2, id.location());
                update.setString(3, id.name());
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    /** Stores outcomes, each once; a result for which an action has no more room becomes a problem. */
    public boolean record(UUID action, StoredAction.Hold hold, List<InstanceOutcome> arrived) {
        return database.inTransaction("Outcomes of the action were not stored", connection -> {
            Optional<Long> before = held(connection, action, hold);
            if (before.isEmpty()) {
                return false;
            }
            long bytes = before.get();
            try (PreparedStatement update = connection.prepareStatement(RECORD)) {
                for (InstanceOutcome outcome : arrived) {
                    byte[] result = outcome.result()
                            .map(json -> Gzip.compress(json.toBytes()))
                            .orElse(null);
                    boolean room = result == null || bytes + result.length <= limits.bytesOfOne();
                    InstanceOutcome kept = room ? outcome : tooMuch(outcome);
                    update.setString(1, kept.state().name());
                    update.setLong(2, kept.tookMs());
                    update.setString(3, text(kept.problem()));
                    update.setBytes(4, room ? result : null);
                    update.setInt(5, kept.bytes());
                    update.setObject(6, action);
                    update.setString(7, kept.instance().location());
                    update.setString(8, kept.instance().name());
                    update.addBatch();
                    bytes += room && result != null ? result.length : 0;
                }
                update.executeBatch();
            }
            ActionDatabase.update(connection, "update action set bytes = ? where id = ?", bytes, action);
            return true;
        });
    }

    private InstanceOutcome tooMuch(InstanceOutcome outcome) {
        return InstanceOutcome.failed(
                outcome.instance(),
                OutcomeState.FAILED,
                outcome.tookMs(),
                Problem.of(
                        ProblemCode.TOO_MUCH,
                        outcome.instance() + " answered, but the results of one action may have " + limits.bytesOfOne()
                                + " bytes, and those of the instances before it have them. Select fewer instances."));
    }

    /** The bytes that an action has stored, if it is held; its row is locked until the transaction ends. */
    private static Optional<Long> held(Connection connection, UUID action, StoredAction.Hold hold) throws SQLException {
        try (PreparedStatement lock = ActionDatabase.prepare(connection, HOLD, action, hold.epoch(), hold.runner());
                ResultSet row = lock.executeQuery()) {
            return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
        }
    }

    /** Whether an instance may be carrying out what is to be undone: its state before is stored just before it is asked. */
    static boolean isBeingChanged(Connection connection, UUID action) throws SQLException {
        try (PreparedStatement select = ActionDatabase.prepare(
                        connection,
                        "select 1 from action_instance where action = ? and before is not null and state in ('PENDING', 'SENT')"
                                + " limit 1",
                        action);
                ResultSet row = select.executeQuery()) {
            return row.next();
        }
    }

    /** Gives those without an outcome one: what was not asked has failed, of what was it is not known what came of it. */
    void end(Connection connection, UUID action, Problem rest) throws SQLException {
        ActionDatabase.update(
                connection,
                "update action_instance set state = case state when 'SENT' then 'UNKNOWN' else 'FAILED' end, problem = ?"
                        + " where action = ? and state in ('PENDING', 'SENT')",
                text(Optional.of(rest)),
                action);
    }

    /** How many instances are how far. */
    public Progress progress(UUID action) {
        return progress(List.of(action)).getOrDefault(action, Progress.NONE);
    }

    /** The same of several actions, by their ids. */
    public Map<UUID, Progress> progress(Collection<UUID> actions) {
        return database.inTransaction("The actions' progress cannot be read", connection -> {
            Map<UUID, Progress> found = new HashMap<>();
            try (PreparedStatement count = ActionDatabase.prepare(
                            connection,
                            "select count(*), count(*) filter (where state in ('PENDING', 'SENT')),"
                                    + " count(*) filter (where state = 'ANSWERED'),"
                                    + " count(*) filter (where state = 'FAILED'),"
                                    + " count(*) filter (where state = 'UNKNOWN'), action from action_instance"
                                    + " where action = any(?) group by action",
                            connection.createArrayOf("uuid", actions.toArray()));
                    ResultSet row = count.executeQuery()) {
                while (row.next()) {
                    found.put(
                            row.getObject(6, UUID.class),
                            new Progress(row.getInt(1), row.getInt(2), row.getInt(3), row.getInt(4), row.getInt(5)));
                }
            }
            return found;
        });
    }

    /** The outcomes of all instances without their results, or of one with its result, in the order of their ids. */
    public List<InstanceOutcome> list(UUID action, Optional<InstanceId> one) {
        return database.inTransaction("The action's outcomes cannot be read", connection -> {
            List<InstanceOutcome> found = new ArrayList<>();
            String columns = "select location, instance, state, took_ms, bytes, problem, "
                    + (one.isPresent() ? "result" : "null::bytea as result") + " from action_instance where action = ?";
            try (PreparedStatement select = one.isPresent()
                            ? ActionDatabase.prepare(
                                    connection,
                                    columns + " and location = ? and instance = ?",
                                    action,
                                    one.get().location(),
                                    one.get().name())
                            : ActionDatabase.prepare(connection, columns + " order by location, instance", action);
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(new InstanceOutcome(
                            new InstanceId(row.getString("location"), row.getString("instance")),
                            OutcomeState.valueOf(row.getString("state")),
                            row.getLong("took_ms"),
                            row.getInt("bytes"),
                            ResultStore.json(row.getBytes("result")),
                            Optional.ofNullable(row.getString("problem"))
                                    .map(text -> ActionRows.read(text, Problem.class))));
                }
            }
            return found;
        });
    }

    private static @Nullable String text(Optional<Problem> problem) {
        return problem.map(ActionRows::text).orElse(null);
    }
}
