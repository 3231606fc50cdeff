package io.farspan.telemetry.store;

import java.util.Iterator;
import java.util.List;
import java.util.stream.LongStream;

/** The rows of a batch. They can be read more than once, and need not be in memory all at the same time. */
public interface LogRows extends Iterable<LogRow> {

    /** Times of all days that have rows. They only say where to make room: a row of another day is kept all the same. */
    LongStream times();

    /** Whether there are none. */
    default boolean isEmpty() {
        return !iterator().hasNext();
    }

    /** Rows that are in memory. */
    static LogRows of(List<LogRow> rows) {
        return new Listed(rows);
    }

    /**
     * Rows in a list.
     *
     * @param rows the rows
     */
    record Listed(List<LogRow> rows) implements LogRows {

        public Listed {
            rows = List.copyOf(rows);
        }

        @Override
        public Iterator<LogRow> iterator() {
            return rows.iterator();
        }

        @Override
        public LongStream times() {
            return rows.stream().mapToLong(LogRow::nanos);
        }
    }
}
