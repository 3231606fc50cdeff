package io.farspan.telemetry.store;

import java.time.Instant;
import java.util.List;

/**
 * Log records of a time range that fulfil all of some conditions.
 *
 * @param application the application
 * @param from the earliest time
 * @param to the time before which they happened
 * @param conditions the conditions
 */
public record LogSearch(String application, Instant from, Instant to, List<LogCondition> conditions) {

    public LogSearch {
        conditions = List.copyOf(conditions);
    }
}
