package io.farspan.telemetry.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Some log records in the order of their time.
 *
 * @param records the records
 * @param next the place after which the others are, when there may be more
 * @param searched the time up to which was searched, when the query's time was over before the page was full
 */
public record LogPage(List<StoredLog> records, Optional<LogCursor> next, Optional<Instant> searched) {

    /** About what a page and the record that ends it take at most. */
    public static final long MOST_BYTES = LogReader.MOST_BYTES + (4L << 20);

    public LogPage {
        records = List.copyOf(records);
    }

    /** A page that is full, or the last one. */
    LogPage(List<StoredLog> records, Optional<LogCursor> next) {
        this(records, next, Optional.empty());
    }

    /** What was found up to a place; what follows it was not searched. */
    static LogPage partial(List<StoredLog> records, LogCursor place) {
        return new LogPage(records, Optional.of(place), Optional.of(place.time()));
    }
}
