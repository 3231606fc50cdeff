package io.farspan.telemetry.store;

import java.time.Instant;
import java.util.List;

/**
 * Reads stored metrics. Every method blocks for a few seconds at most. Thread-safe.
 *
 * <p>Fails with {@link io.farspan.protocol.problem.FarspanException} {@code STORE_UNREACHABLE}, and {@code TOO_MUCH} for what
 * takes too long.
 */
public interface MetricStore {

    /**
     * The series that are asked for, in no order.
     *
     * @throws io.farspan.protocol.problem.FarspanException also {@code TOO_MUCH} when there are more than the limit
     */
    List<StoredSeries> series(SeriesQuery query);

    /**
     * Passes on the points of these series. Whatever {@code points} throws ends the reading.
     *
     * @param from the earliest time
     * @param to the latest time
     */
    void points(List<StoredSeries> series, Instant from, Instant to, Points points);
}
