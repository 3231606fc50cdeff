package io.farspan.troubleshooting.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.farspan.protocol.call.InstanceSelector;
import io.farspan.protocol.call.JolokiaRequest;
import io.farspan.protocol.json.Json;
import io.farspan.protocol.json.RawJson;

/** Actions as rows. */
final class ActionRows {

    static final String COLUMNS = "id, application, name, arguments, shown, accesses, selected, person, roles, reason,"
            + " state, detail, epoch, runner, started, deadline, ended, expires, merged is not null as complete, undo_of,"
            + " undo_at, undone, undone is not null and not exists (select 1 from action_instance i where i.action = action.id"
            + " and i.before is not null and not i.undone) as restored";

    private static final String INSERT =
            "insert into action (id, application, name, arguments, shown, accesses, selected,"
                    + " person, roles, reason, state, epoch, runner, started, deadline, expires, undo_of, undo_at,"
                    + " bytes) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    /** About what a row takes. */
    private static final long ROW_BYTES = 200;

    private ActionRows() {}

    static void insert(Connection connection, StoredAction action, int instances) throws SQLException {
        ActionDatabase.update(
                connection,
                INSERT,
                action.id(),
                action.application(),
                action.name(),
                action.arguments().toString(),
                action.shown().toString(),
                accesses(action.accesses()),
                text(action.select()),
                action.person(),
                String.join(",", action.roles()),
                action.reason(),
                action.state().name(),
                action.hold().epoch(),
                action.hold().runner(),
                action.started(),
                action.deadline(),
                action.expires(),
                action.undo().map(StoredAction.Undo::of).orElse(null),
                action.undo().map(StoredAction.Undo::at).orElse(null),
                bytes(action, instances));
    }

    /** What an action takes before it has results. */
    private static long bytes(StoredAction action, int instances) {
        return ROW_BYTES * (instances + 1L)
                + action.arguments().toString().length()
                + text(action.select()).length();
    }

    static StoredAction read(ResultSet row) throws SQLException {
        String undo = row.getString("undo_of");
        return new StoredAction(
                row.getObject("id", UUID.class),
                row.getString("application"),
                row.getString("name"),
                object(row.getString("arguments")),
                object(row.getString("shown")),
                accesses(row.getString("accesses")),
                read(row.getString("selected"), InstanceSelector.class),
                row.getString("person"),
                Set.of(row.getString("roles").split(",")),
                row.getString("reason"),
                ActionState.valueOf(row.getString("state")),
                Optional.ofNullable(row.getString("detail")),
                new StoredAction.Hold(row.getLong("epoch"), row.getObject("runner", UUID.class)),
                instant(row, "started").orElseThrow(),
                instant(row, "deadline").orElseThrow(),
                instant(row, "ended"),
                instant(row, "expires").orElseThrow(),
                row.getBoolean("complete"),
                undo == null
                        ? Optional.empty()
                        : Optional.of(new StoredAction.Undo(
                                undo, instant(row, "undo_at").orElseThrow())),
                instant(row, "undone"),
                row.getBoolean("restored"));
    }

    static String accesses(List<JolokiaRequest> requests) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (JolokiaRequest request : requests) {
            ObjectNode access = request.tree().deepCopy();
            access.remove(List.of("arguments", "value"));
            if (request.type().equals("write")) {
                access.putNull("value"); // without one it would have a defect
            }
            array.add(access);
        }
        return text(array);
    }

    private static List<JolokiaRequest> accesses(String text) {
        List<JolokiaRequest> accesses = new ArrayList<>();
        read(text, JsonNode.class).forEach(access -> accesses.add(JolokiaRequest.of(RawJson.of(access))));
        return accesses;
    }

    static String text(Object value) {
        return RawJson.of(Json.wire().<JsonNode>valueToTree(value)).toString();
    }

    static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    private static ObjectNode object(String text) {
        return read(text, ObjectNode.class);
    }

    static <T> T read(String text, Class<T> type) {
        try {
            return Json.wire().readValue(text, type);
        } catch (IOException e) {
            throw new UncheckedIOException("A row of actions cannot be read", e);
        }
    }
}
