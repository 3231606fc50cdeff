package io.farspan.troubleshooting.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.farspan.home.store.Store;
import io.farspan.protocol.call.ManagementCall;
import io.farspan.protocol.http.Gzip;
import io.farspan.protocol.json.RawJson;
import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.Problem;

/**
 * Actions in PostgreSQL. Every method blocks, and fails with {@code STORE_UNREACHABLE}. What only the holder of an action may
 * do answers whether it still was. Thread-safe.
 */
public final class ActionStore {

    private static final String HELD = " where id = ? and epoch = ? and runner = ?";

    /** Of two processes of one epoch, as while a router is restarted, only one has an action. */
    private static final String TAKEABLE =
            "(epoch < ? or (epoch = ? and (runner = ? or held < now() - interval '10 s')))";

    private static final String UNDO_EARLIER =
            "update action set undo_at = ? where id = ? and undo_of is not null and undone is null and undo_at > ?";

    private final ActionDatabase database;
    private final OutcomeStore outcomes;
    private final ResultStore results;
    private final ActionRoom room;

    private ActionStore(ActionDatabase database, ActionLimits limits) {
        this.database = database;
        this.outcomes = new OutcomeStore(database, limits);
        this.results = new ResultStore(database);
        this.room = new ActionRoom(limits);
    }

    /** The actions in a router's database, and what instances answered. */
    public static ActionStore in(Store store, ActionLimits limits) {
        return new ActionStore(new ActionDatabase(store), limits);
    }

    /** What instances answered. */
    public OutcomeStore outcomes() {
        return outcomes;
    }

    /** What their answers came to. */
    public ResultStore results() {
        return results;
    }

    /**
     * Stores a new action with the instances that it has, and removes old ones where there are too many.
     *
     * @throws FarspanException {@code TOO_MUCH}, or {@code ACTION_CONFLICT} when another one changes the same thing
     */
    public void add(StoredAction action, List<InstanceOutcome> instances) {
        database.inTransaction("The action was not begun", connection -> {
            try (PreparedStatement lock = ActionDatabase.prepare(
                    connection, "select pg_advisory_xact_lock(hashtext('action ' || ?))", action.application())) {
                lock.execute();
            }
            room.require(connection, action);
            ActionRows.insert(connection, action, instances.size());
            outcomes.add(connection, action.id(), instances);
            room.make(connection, action);
            return action;
        });
    }

    /**
     * Demands that there is room for one more action of its person.
     *
     * @throws FarspanException {@code TOO_MUCH}, or {@code ACTION_CONFLICT} when another one changes the same thing
     */
    public void requireRoom(StoredAction action) {
        database.inTransaction("The action was not begun", connection -> {
            room.require(connection, action);
            return true;
        });
    }

    /** An action. */
    public Optional<StoredAction> find(String application, UUID id) {
        return select("application = ? and id = ?", application, id).stream().findFirst();
    }

    /** The newest actions, or those before one of them. */
    public List<StoredAction> newest(String application, Optional<UUID> before, int limit) {
        return before.isPresent()
                ? select(
                        "application = ? and (started, id) < (select started, id from action where id = ?)"
                                + " order by started desc, id desc limit ?",
                        application,
                        before.get(),
                        limit)
                : select("application = ? order by started desc, id desc limit ?", application, limit);
    }

    /**
     * The actions that somebody has to go on with: those of an earlier home, and those whose holder has said nothing for a
     * while.
     */
    public List<StoredAction> leftBehind(String application, StoredAction.Hold hold) {
        return select(
                "application = ? and merged is null and " + TAKEABLE + " order by started, id",
                application,
                hold.epoch(),
                hold.epoch(),
                hold.runner());
    }

    /** Says that a holder goes on with what it holds. */
    public void keep(StoredAction.Hold hold) {
        database.inTransaction(
                "The action's state was not stored",
                connection -> ActionDatabase.update(
                        connection,
                        "update action set held = now() where merged is null and epoch = ? and runner = ?",
                        hold.epoch(),
                        hold.runner()));
    }

    /** The ended actions whose change is to be undone by now. */
    public List<StoredAction> toUndo(String application, Instant now) {
        return select(
                "application = ? and undo_of is not null and undone is null and undo_at <= ? and merged is not null",
                application,
                now);
    }

    private List<StoredAction> select(String where, Object... parameters) {
        return database.inTransaction("The actions cannot be read", connection -> {
            List<StoredAction> found = new ArrayList<>();
            try (PreparedStatement select = ActionDatabase.prepare(
                            connection, "select " + ActionRows.COLUMNS + " from action where " + where, parameters);
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    found.add(ActionRows.read(row));
                }
            }
            return found;
        });
    }

    /** Takes an action, so that its earlier holder can write no more; false when somebody has it who goes on with it. */
    public boolean take(UUID id, StoredAction.Hold hold) {
        return update(
                "update action set epoch = ?, runner = ?, held = now() where id = ? and " + TAKEABLE,
                hold.epoch(),
                hold.runner(),
                id,
                hold.epoch(),
                hold.epoch(),
                hold.runner());
    }

    /** Ends a running action; those of its instances that have no outcome get this one. */
    public boolean end(
            UUID id, StoredAction.Hold hold, ActionState state, @Nullable String detail, Instant now, Problem rest) {
        return database.inTransaction("The action's end was not stored", connection -> {
            boolean held = ActionDatabase.update(
                            connection,
                            "update action set state = ?, detail = ?, ended = ?" + HELD + " and state = 'RUNNING'",
                            state.name(),
                            detail,
                            now,
                            id,
                            hold.epoch(),
                            hold.runner())
                    == 1;
            if (held) {
                outcomes.end(connection, id, rest);
            }
            return held;
        });
    }

    /**
     * Ends a running action because somebody cancelled it, whoever holds it. What it changed is due to be undone: now, or, where
     * an instance may be carrying it out, once that is over.
     */
    public boolean cancel(UUID id, String detail, Instant now, Problem rest) {
        return database.inTransaction("The action was not cancelled", connection -> {
            boolean running = ActionDatabase.update(
                            connection,
                            "update action set state = 'CANCELLED', detail = ?, ended = ? where id = ? and state = 'RUNNING'",
                            detail,
                            now,
                            id)
                    == 1;
            if (running) {
                Instant due = OutcomeStore.isBeingChanged(connection, id) ? now.plus(ManagementCall.LONGEST) : now;
                ActionDatabase.update(connection, UNDO_EARLIER, due, id, due);
                outcomes.end(connection, id, rest);
            }
            return running;
        });
    }

    /** Makes what an ended action changed due to be undone; of a cancelled one it is already. */
    public boolean undoNow(UUID id, Instant now) {
        return update(UNDO_EARLIER + " and state <> 'CANCELLED'", now, id, now);
    }

    /** Stores what the results come to; after that all is done but what is to be undone. */
    public boolean complete(UUID id, StoredAction.Hold hold, RawJson merged) {
        byte[] bytes = Gzip.compress(merged.toBytes());
        return update(
                "update action set merged = ?, bytes = bytes + ?, arguments = case when undo_of is null then shown else"
                        + " arguments end" + HELD + " and state <> 'RUNNING'",
                bytes,
                bytes.length,
                id,
                hold.epoch(),
                hold.runner());
    }

    /** What the results came to; empty before. */
    public Optional<RawJson> merged(UUID id) {
        return database.inTransaction("The action's results cannot be read", connection -> {
            try (PreparedStatement select =
                            ActionDatabase.prepare(connection, "select merged from action where id = ?", id);
                    ResultSet row = select.executeQuery()) {
                return row.next() ? ResultStore.json(row.getBytes(1)) : Optional.empty();
            }
        });
    }

    /** Stores that what an action changed is undone, or is given up, which {@code detail} says. */
    public boolean undone(UUID id, StoredAction.Hold hold, Instant now, @Nullable String detail) {
        return update(
                "update action set undone = ?, detail = coalesce(?, detail), arguments = shown" + HELD,
                now,
                detail,
                id,
                hold.epoch(),
                hold.runner());
    }

    /** Removes what has expired. */
    public void removeExpired(Instant now) {
        database.inTransaction(
                "Expired actions were not removed",
                connection -> ActionDatabase.update(
                        connection, "delete from action where expires < ?" + ActionRoom.REMOVABLE, now));
    }

    private boolean update(String sql, @Nullable Object... parameters) {
        return database.inTransaction(
                "The action's state was not stored",
                connection -> ActionDatabase.update(connection, sql, parameters) == 1);
    }
}
