package io.farspan.telemetry.store;

import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import io.farspan.protocol.json.Json;
import io.farspan.telemetry.rules.Metric;

/**
 * The series of instances, of which each instance may have so many. Their ids are remembered for an hour; then they are read
 * again, which says that they are still in use, because a series that nothing came for is forgotten. Thread-safe.
 */
final class SeriesTable {

    /** The most series of an instance that had points within a day. */
    static final int MOST_ACTIVE = MetricPoints.MOST_SERIES;

    /** The most of an instance in all, until retention forgets them. */
    static final int MOST = 5 * MOST_ACTIVE;

    /** Ids that are remembered. */
    private static final int MOST_KNOWN = 200_000;

    /** Everybody adds metrics in the same order: two that do it at the same time wait for each other otherwise. */
    private static final Comparator<Metric> IN_ORDER =
            Comparator.comparing(Metric::name).thenComparing(Metric::unit).thenComparing(Metric::type);

    private static final Duration FRESH = Duration.ofHours(1);

    /**
     * Says that series are still in use, of those of which it was not said within the last hour. They are locked in the order
     * of their ids, so that two routers never wait for each other.
     */
    private static final String TOUCH = "with stale as (select id from metric_series where hash = any (?)"
            + " and seen < now() - interval '1 hour' order by id for no key update)"
            + " update metric_series series set seen = now() from stale where series.id = stale.id";

    private static final String COUNT = "select count(*) filter (where seen > now() - interval '1 day'), count(*)"
            + " from metric_series where application = ? and location = ? and instance = ?";

    private static final String ADD = "insert into metric_series (hash, metric_id, attributes, application, location,"
            + " instance) select added.hash, added.metric, added.attributes::jsonb, ?, ?, ?"
            + " from unnest(?::uuid[], ?::int[], ?::text[]) as added (hash, metric, attributes)"
            + " on conflict do nothing returning hash, id";

    private static final String SELECT = "select hash, id from metric_series where hash = any (?)";

    private final Map<UUID, Known> known = new ConcurrentHashMap<>();

    /**
     * A series that is remembered.
     *
     * @param id its id
     * @param since when it was read, by {@link System#nanoTime}
     */
    private record Known(long id, long since) {}

    /** The ids of a batch's series. They are remembered only after the transaction has been committed. */
    final class Ids {
        private final int mostMetrics;
        private final SeriesOwner owner;
        private final List<MetricPoints.Series> series;
        private final List<UUID> hashes;
        private final Map<UUID, Long> ids = new HashMap<>();
        private final Map<UUID, Long> read = new HashMap<>();

        private Ids(SeriesOwner owner, List<MetricPoints.Series> series, int mostMetrics) {
            this.mostMetrics = mostMetrics;
            this.owner = owner;
            this.series = series;
            this.hashes =
                    series.stream().map(each -> SeriesHash.of(owner, each)).toList();
        }

        /** Finds them in the connection's transaction, or adds them as far as there is room. */
        void resolve(Connection connection) throws SQLException {
            Map<UUID, MetricPoints.Series> missing = new TreeMap<>(); // rows are added in the order of their hashes
            long now = System.nanoTime();
            for (int index = 0; index < hashes.size(); index++) {
                UUID hash = hashes.get(index);
                Known one = known.get(hash);
                if (one != null && now - one.since() < FRESH.toNanos()) {
                    ids.put(hash, one.id());
                } else {
                    missing.put(hash, series.get(index));
                }
            }
            if (missing.isEmpty()) {
                return;
            }
            touch(connection, missing.keySet());
            take(missing, select(connection, SELECT, missing.keySet()));
            if (!missing.isEmpty()) {
                limit(missing, room(connection, owner));
                take(missing, add(connection, owner, missing, mostMetrics));
                take(missing, select(connection, SELECT, missing.keySet())); // what another router has added meanwhile
            }
        }

        private void touch(Connection connection, Collection<UUID> stale) throws SQLException {
            try (PreparedStatement update = connection.prepareStatement(TOUCH)) {
                update.setArray(1, array(connection, "uuid", stale, UUID::toString));
                update.executeUpdate();
            }
        }

        private void take(Map<UUID, MetricPoints.Series> missing, Map<UUID, Long> found) {
            ids.putAll(found);
            read.putAll(found);
            missing.keySet().removeAll(found.keySet());
        }

        /** The id of a series by its number in the batch; 0 when the instance has no room for it. */
        long of(int number) {
            return number < 0 ? 0 : ids.getOrDefault(hashes.get(number), 0L);
        }

        /** Remembers what was read in a transaction that is committed. */
        void remember() {
            if (known.size() + read.size() > MOST_KNOWN) {
                known.clear();
            }
            long now = System.nanoTime();
            read.forEach((hash, id) -> known.put(hash, new Known(id, now)));
        }
    }

    /** The ids of the points' series, none of which is known yet. */
    Ids of(SeriesOwner owner, MetricPoints points) {
        return of(owner, points, MetricTable.MOST);
    }

    /** The same, adding metrics while there are less than {@code mostMetrics}. */
    Ids of(SeriesOwner owner, MetricPoints points, int mostMetrics) {
        return new Ids(owner, points.series(), mostMetrics);
    }

    private static void limit(Map<UUID, MetricPoints.Series> added, long room) {
        var each = added.keySet().iterator();
        for (long taken = 0; each.hasNext(); taken++) {
            each.next();
            if (taken >= room) {
                each.remove();
            }
        }
    }

    private static long room(Connection connection, SeriesOwner owner) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(COUNT)) {
            name(select, owner);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return Math.min(MOST_ACTIVE - row.getLong(1), MOST - row.getLong(2));
            }
        }
    }

    private static Map<UUID, Long> add(
            Connection connection, SeriesOwner owner, Map<UUID, MetricPoints.Series> added, int mostMetrics)
            throws SQLException {
        if (added.isEmpty()) {
            return Map.of();
        }
        SortedMap<Metric, Integer> metrics = new TreeMap<>(IN_ORDER);
        added.values().forEach(series -> metrics.put(series.metric(), 0));
        MetricTable.identify(connection, metrics, mostMetrics);
        added.values().removeIf(series -> metrics.getOrDefault(series.metric(), 0) == 0);
        List<Integer> numbers = added.values().stream()
                .map(series -> metrics.getOrDefault(series.metric(), 0))
                .toList();
        try (PreparedStatement insert = connection.prepareStatement(ADD)) {
            name(insert, owner);
            insert.setArray(4, array(connection, "uuid", added.keySet(), UUID::toString));
            insert.setArray(5, array(connection, "int4", numbers, number -> number));
            insert.setArray(6, array(connection, "text", added.values(), SeriesTable::json));
            return ids(insert);
        }
    }

    private static String json(MetricPoints.Series series) {
        Map<String, String> clean = new TreeMap<>();
        series.attributes().forEach((name, value) -> clean.put(StoredText.clean(name), StoredText.clean(value)));
        return new String(Json.write(clean), StandardCharsets.UTF_8);
    }

    private static Map<UUID, Long> select(Connection connection, String sql, Collection<UUID> hashes)
            throws SQLException {
        if (hashes.isEmpty()) {
            return Map.of();
        }
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setArray(1, array(connection, "uuid", hashes, UUID::toString));
            return ids(select);
        }
    }

    private static Map<UUID, Long> ids(PreparedStatement statement) throws SQLException {
        Map<UUID, Long> ids = new HashMap<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                ids.put(row.getObject(1, UUID.class), row.getLong(2));
            }
        }
        return ids;
    }

    private static <T> Array array(
            Connection connection, String type, Collection<T> values, Function<T, Object> element) throws SQLException {
        return connection.createArrayOf(type, values.stream().map(element).toArray());
    }

    private static void name(PreparedStatement statement, SeriesOwner owner) throws SQLException {
        statement.setString(1, owner.application());
        statement.setString(2, owner.instance().location());
        statement.setString(3, owner.instance().name());
    }
}
