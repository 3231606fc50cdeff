package io.farspan.telemetry.store;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** How long all the searches of a query may take together. Thread-safe. */
public final class SearchTime {

    /** With less a search may come to nothing. */
    private static final long LEAST_PART = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier nanoTime;
    private final long end;

    /** The time of a query that begins now. */
    public SearchTime() {
        this(System::nanoTime);
    }

    SearchTime(LongSupplier nanoTime) {
        this(nanoTime, nanoTime.getAsLong() + LogReader.LIMIT.toNanos());
    }

    private SearchTime(LongSupplier nanoTime, long end) {
        this.nanoTime = nanoTime;
        this.end = end;
    }

    /** The time of the next of so many searches: an equal part of what is left, but a second while that is left. */
    public SearchTime part(int searches) {
        long now = nanoTime.getAsLong();
        long left = Math.max(0, end - now);
        return new SearchTime(nanoTime, now + Math.max(left / searches, Math.min(left, LEAST_PART)));
    }

    /** Fails when it is over. */
    void require() throws SQLException {
        if (isOver()) {
            throw new SQLException("the query has reached its deadline", LogReader.TIMED_OUT);
        }
    }

    boolean isOver() {
        return now() - end > 0;
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /** What is left of it, at least 1, because 0 would be no limit. */
    long leftMillis() {
        return Math.max(1, TimeUnit.NANOSECONDS.toMillis(end - now()));
    }
}
