package io.farspan.telemetry.store;

import java.util.List;
import java.util.Optional;

/**
 * Some log records in the order of their time.
 *
 * @param records the records
 * @param next the place of the last of them, when there are more
 */
public record LogPage(List<StoredLog> records, Optional<LogCursor> next) {

    /** About what a page and the record that ends it take at most. */
    public static final long MOST_BYTES = LogReader.MOST_BYTES + (4L << 20);

    public LogPage {
        records = List.copyOf(records);
    }
}
