package io.farspan.troubleshooting.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;

import io.farspan.protocol.problem.FarspanException;
import io.farspan.protocol.problem.ProblemCode;

/** The room for actions: how many there may be, and which make room for new ones. */
record ActionRoom(ActionLimits limits) {

    /** What nobody goes on with, as the end of a condition. */
    static final String REMOVABLE = " and merged is not null and (undo_of is null or undone is not null)";

    private static final String COUNT = "select count(*) filter (where state = 'RUNNING'),"
            + " count(*) filter (where state = 'RUNNING' and person = ?),"
            + " count(*) filter (where person = ? and started > ?),"
            + " count(*) filter (where person = ? and undo_of is not null and undone is null) from action where application = ?";
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Demands that there is room for one more action of its person, and that no other one changes the same. */
    void require(Connection connection, StoredAction action) throws SQLException {
        try (PreparedStatement count = ActionDatabase.prepare(
                        connection,
                        COUNT,
                        action.person(),
                        action.person(),
                        action.started().minus(MINUTE),
                        action.person(),
                        action.application());
                ResultSet row = count.executeQuery()) {
            row.next();
            int toUndo = row.getInt(4);
            tooMuch(action, row.getInt(1), row.getInt(2), row.getInt(3))
                    .or(() -> toUndo(action, toUndo))
                    .ifPresent(why -> {
                        throw new FarspanException(ProblemCode.TOO_MUCH, why);
                    });
        }
        if (action.undo().isPresent()) {
            requireAlone(connection, action, action.undo().get());
        }
    }

    private Optional<String> tooMuch(StoredAction action, int running, int ofPerson, int begun) {
        if (ofPerson >= limits.runningOfPerson()) {
            return Optional.of(action.person() + " has " + limits.runningOfPerson() + " actions of "
                    + action.application()
                    + " running, the most for one person. Wait until one has ended, or cancel one.");
        }
        if (running >= limits.running()) {
            return Optional.of(limits.running() + " actions of " + action.application()
                    + " are running, the most for all people. They end by their deadlines; try again then.");
        }
        return begun < limits.begunInMinute()
                ? Optional.empty()
                : Optional.of(action.person() + " has begun " + begun + " actions of " + action.application()
                        + " within a minute, the most for one person. Begin fewer, at more instances each.");
    }

    private Optional<String> toUndo(StoredAction action, int toUndo) {
        return action.undo().isEmpty() || toUndo < limits.toUndoOfPerson()
                ? Optional.empty()
                : Optional.of(toUndo + " actions of " + action.person() + " have changed something of "
                        + action.application()
                        + " that is undone later, the most for one person. Cancel one, which undoes it now.");
    }

    private static void requireAlone(Connection connection, StoredAction action, StoredAction.Undo undo)
            throws SQLException {
        try (PreparedStatement select = ActionDatabase.prepare(
                        connection,
                        "select id, person, undo_at from action where application = ? and undo_of = ? and undone is null",
                        action.application(),
                        undo.of());
                ResultSet row = select.executeQuery()) {
            if (row.next()) {
                throw new FarspanException(
                        ProblemCode.ACTION_CONFLICT,
                        "The action " + row.getString(1) + " of " + row.getString(2) + " has changed " + undo.of()
                                + ", which is undone at "
                                + ActionRows.instant(row, "undo_at").orElseThrow()
                                + ". Wait until then, or cancel that action, which undoes it now.");
            }
        }
    }

    /** Removes the oldest that are too many. */
    void make(Connection connection, StoredAction action) throws SQLException {
        ActionDatabase.update(
                connection,
                "delete from action where id in (select id from action where application = ? and person = ?" + REMOVABLE
                        + " order by started desc, id desc offset ?)",
                action.application(),
                action.person(),
                limits.keptOfPerson());
        // A person's own first, so that nobody's results make room for those of somebody who fills it.
        ActionDatabase.update(
                connection, larger(" and person = ?"), action.application(), action.person(), limits.bytesOfPerson());
        ActionDatabase.update(connection, larger(""), action.application(), limits.bytes());
    }

    private static String larger(String whose) {
        return "delete from action where id in (select id from (select id, merged, undo_of, undone, sum(bytes) over"
                + " (order by started desc, id desc) as kept from action where application = ?" + whose + ") newest"
                + " where kept > ?" + REMOVABLE + ")";
    }
}
