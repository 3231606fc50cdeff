package io.farspan.troubleshooting.store;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

import io.farspan.plugin.action.ActionPlan;
import io.farspan.protocol.call.InstanceId;
import io.farspan.protocol.http.Gzip;
import io.farspan.protocol.json.RawJson;

/**
 * The results of instances, read one after the other. Every method blocks, and fails with {@code STORE_UNREACHABLE}. While a
 * result is taken, no connection is held: who takes may need long. Thread-safe.
 */
public final class ResultStore {

    /** How many results, compressed, are in memory while they are taken. */
    private static final int FETCHED = 8;

    private final ActionDatabase database;

    private record Row(InstanceId instance, byte[] compressed) {}

    ResultStore(ActionDatabase database) {
        this.database = database;
    }

    /** Hands each result over, in the order of the instances' ids. */
    public void forEach(UUID action, BiConsumer<InstanceId, RawJson> taker) {
        each(
                taker,
                "select location, instance, result from action_instance where action = ? and result is not null"
                        + " and (location, instance) > (?, ?) order by location, instance limit " + FETCHED,
                action);
    }

    /** Hands over each result of an earlier action whose instance has one in a later action, too. */
    public void forEachOfBoth(UUID earlier, UUID later, BiConsumer<InstanceId, RawJson> taker) {
        each(
                taker,
                "select e.location, e.instance, e.result from action_instance e join action_instance l"
                        + " on l.location = e.location and l.instance = e.instance where e.action = ? and l.action = ?"
                        + " and e.result is not null and l.result is not null and (e.location, e.instance) > (?, ?)"
                        + " order by e.location, e.instance limit " + FETCHED,
                earlier,
                later);
    }

    /** Hands over what is to be restored at each instance where it has not been. */
    public void forEachToUndo(UUID action, BiConsumer<InstanceId, RawJson> taker) {
        each(
                taker,
                "select location, instance, before from action_instance where action = ? and before is not null"
                        + " and not undone and (location, instance) > (?, ?) order by location, instance limit "
                        + FETCHED,
                action);
    }

    private void each(BiConsumer<InstanceId, RawJson> taker, String sql, Object... parameters) {
        List<Row> page = page("", "", sql, parameters);
        while (!page.isEmpty()) {
            page.forEach(row -> json(row.compressed()).ifPresent(result -> taker.accept(row.instance(), result)));
            InstanceId last = page.get(page.size() - 1).instance();
            page = page.size() < FETCHED ? List.of() : page(last.location(), last.name(), sql, parameters);
        }
    }

    /** The rows that come after an instance. */
    private List<Row> page(String location, String instance, String sql, Object... parameters) {
        List<Object> all = new ArrayList<>(List.of(parameters));
        all.add(location);
        all.add(instance);
        return database.inTransaction("The action's results cannot be read", connection -> {
            List<Row> rows = new ArrayList<>();
            try (PreparedStatement select = ActionDatabase.prepare(connection, sql, all.toArray());
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.add(new Row(new InstanceId(row.getString(1), row.getString(2)), row.getBytes(3)));
                }
            }
            return rows;
        });
    }

    static Optional<RawJson> json(byte @Nullable [] compressed) {
        if (compressed == null) {
            return Optional.empty();
        }
        byte[] json = Gzip.expand(compressed, ActionPlan.LARGEST_MERGED);
        return Optional.of(RawJson.slice(json, 0, json.length));
    }
}
