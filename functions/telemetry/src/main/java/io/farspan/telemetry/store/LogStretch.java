package io.farspan.telemetry.store;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * The stretch of records that a search goes through, from a place on.
 *
 * @param from the earliest time
 * @param to the time before which they happened
 * @param done the place up to which they have been searched
 * @param backward whether the latest come first
 */
record LogStretch(Instant from, Instant to, Optional<LogCursor> done, boolean backward) {

    private static final String PLACE = "(r.time, r.stream_id, r.record_offset)";

    /** The same from another place on. */
    LogStretch after(LogCursor place) {
        return new LogStretch(from, to, Optional.of(place), backward);
    }

    /** Adds that a record is in the stretch, not after {@code end} in its order. The times say which partitions are read. */
    LogSql where(LogSql sql, Optional<LogCursor> end) {
        sql.add(" where r.time >= ? and r.time < ?", from.atOffset(ZoneOffset.UTC), to.atOffset(ZoneOffset.UTC));
        done.ifPresent(place -> bound(sql, backward ? "<=" : ">=", backward ? "<" : ">", place));
        end.ifPresent(place -> bound(sql, backward ? ">=" : "<=", backward ? ">=" : "<=", place));
        return sql;
    }

    private static void bound(LogSql sql, String times, String places, LogCursor place) {
        sql.add(" and r.time " + times + " ?", place.time().atOffset(ZoneOffset.UTC));
        sql.add(
                " and " + PLACE + " " + places + " (?, ?, ?)",
                place.time().atOffset(ZoneOffset.UTC),
                place.stream(),
                place.offset());
    }

    /** The order of the stretch. */
    String order() {
        String way = backward ? " desc" : "";
        return " order by r.time" + way + ", r.stream_id" + way + ", r.record_offset" + way;
    }
}
