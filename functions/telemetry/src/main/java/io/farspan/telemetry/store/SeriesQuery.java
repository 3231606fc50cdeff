package io.farspan.telemetry.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import io.farspan.protocol.json.RawJson;
import io.farspan.telemetry.rules.Metric;

/**
 * Which series are asked for.
 *
 * @param applications of these applications
 * @param location only this location's
 * @param instance only this instance's, by its name in its location
 * @param since those that may have points since then
 * @param metrics of these metrics
 * @param view their attributes as the caller may see them
 * @param series those of them that are meant, told by what the caller may see
 * @param limit the most series
 */
public record SeriesQuery(
        List<String> applications,
        Optional<String> location,
        Optional<String> instance,
        Instant since,
        Predicate<Metric> metrics,
        UnaryOperator<RawJson> view,
        Predicate<StoredSeries> series,
        int limit) {

    public SeriesQuery {
        applications = List.copyOf(applications);
    }
}
