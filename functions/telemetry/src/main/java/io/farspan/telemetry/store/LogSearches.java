package io.farspan.telemetry.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Searches among log records by conditions on their fields. Every method blocks, takes a few seconds at most, and fails with
 * {@link io.farspan.protocol.problem.FarspanException}: {@code STORE_UNREACHABLE}, {@code TOO_MUCH} for a search that takes too
 * long, {@code MALFORMED_REQUEST} for an invalid regular expression. Thread-safe.
 */
public interface LogSearches {

    /**
     * Reads the first or the last records of a search, ordered by time accordingly.
     *
     * @param backward whether the latest come first
     * @param limit the most records
     * @param time what the query's searches take of
     * @param wanted takes a record, and says whether it wants the next
     * @return when the time was over before the search came to an end: all records before (backward: after) this time have been
     *     searched. Fails with {@code TOO_MUCH} only if none has been searched by then
     */
    Optional<Instant> records(
            LogSearch search, boolean backward, int limit, SearchTime time, Predicate<StoredLog> wanted);

    /**
     * Counts the records in each stretch of the search's time and each group.
     *
     * @param stretch how long a stretch is
     * @param groups by what they are grouped; not by attributes
     * @param limit the most counts; fails with {@code TOO_MUCH} when there are more
     * @param time what the query's searches take of
     * @param counts takes each count; what it throws ends the search
     */
    void counts(
            LogSearch search,
            Duration stretch,
            List<LogCondition.Field> groups,
            int limit,
            SearchTime time,
            Consumer<LogCount> counts);
}
