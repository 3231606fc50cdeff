package io.farspan.telemetry.store;

import java.time.Instant;
import java.util.Optional;

/**
 * What is asked for among an application's log records.
 *
 * @param application the application's name
 * @param from the earliest time
 * @param to the time before which they happened
 * @param severity the least severity number; records without one are then left out
 * @param text what the message contains, in any case
 * @param regex what it matches, a regular expression as PostgreSQL has them
 * @param location only this location's
 * @param instance only this instance's, by its name in its location
 * @param trace only this trace's
 * @param after only those after this one
 * @param limit the most records
 */
public record LogQuery(
        String application,
        Instant from,
        Instant to,
        Optional<Integer> severity,
        Optional<String> text,
        Optional<String> regex,
        Optional<String> location,
        Optional<String> instance,
        Optional<String> trace,
        Optional<LogCursor> after,
        int limit) {}
